import AirlockCore

/// The actions of a call, checked: nothing in it can't be done on a screen of its size.
struct DesktopScript: Sendable {
    enum Step: Sendable {
        case open(line: String, folder: WorkspacePath)
        case inputs([DesktopInput])
        case wait(DesktopWait)
    }

    static let mostActions = 100

    /// One for each action.
    let steps: [Step]

    /// - Throws: `.invalidRequest` that names the action.
    init(_ actions: [DesktopAction], on size: PixelSize) throws(AirlockError) {
        var steps: [Step] = []
        var scalars = 0
        for (index, action) in actions.enumerated() {
            let name = "actions[\(index)]"
            switch action.type {
            case .open:
                try action.checkFields(name)
                steps.append(try Self.opening(action, name))
            case .wait:
                try action.checkFields(name)
                steps.append(.wait(try DesktopWait(action, on: size, name)))
            case .move, .click, .double, .drag, .scroll, .type, .key:
                let inputs = try action.inputs(on: size, name)
                for case .type(let text) in inputs { scalars += text.scalars.count }
                steps.append(.inputs(inputs))
            }
        }
        guard scalars <= TypedText.mostScalars else {
            throw AirlockError(
                .invalidRequest, "the actions type \(scalars) characters",
                hint: "at most \(TypedText.mostScalars) in one call")
        }
        self.steps = steps
    }

    /// The command lines that it opens, for policy.
    var commands: [Effect] {
        steps.compactMap { step in
            guard case .open(let line, let folder) = step else { return nil }
            return .command(line, cwd: folder.components.isEmpty ? nil : folder)
        }
    }

    private static func opening(_ action: DesktopAction, _ name: String) throws(AirlockError) -> Step {
        let line = action.cmd ?? ""
        guard !line.utf8.contains(0), !line.allSatisfy(\.isWhitespace) else {
            throw AirlockError(.invalidRequest, "\(name).cmd: empty, or holds a NUL", hint: "name a program to open")
        }
        return .open(line: line, folder: try WorkspacePath(action.cwd ?? ""))
    }
}
