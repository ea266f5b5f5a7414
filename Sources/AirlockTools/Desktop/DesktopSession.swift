import AirlockCore

/// One call's work on a desktop: its steps in order, until one fails or time is up.
struct DesktopSession: Sendable {
    /// Seconds for all steps together.
    static let mostSeconds = 120
    private static let lookPause = Duration.milliseconds(100)

    let desktop: any Desktop
    let pictures: PictureDesk
    /// Whether policy allowed the call: then programs run as parsed, without a shell.
    let decision: Decision
    let limits: Limits

    /// - Returns: What an event that didn't come means for the call; nil if all was done.
    /// - Throws: What the desktop threw, the action named.
    func perform(_ script: DesktopScript) async throws -> Failure? {
        let deadline = ContinuousClock.now.advanced(by: .seconds(Self.mostSeconds))
        var before = try await look(script.steps[...])
        for (index, step) in script.steps.enumerated() {
            guard ContinuousClock.now < deadline else {
                return Failure(.limitExceeded, "actions[\(index)] and what follows: \(Self.mostSeconds) s have passed")
            }
            switch step {
            case .open(let line, let folder): try await desktop.open(try program(line, in: folder))
            case .inputs(let inputs): for input in inputs { try await desktop.perform(input) }
            case .wait(let wait):
                let end = min(deadline, ContinuousClock.now.advanced(by: .seconds(wait.seconds)))
                guard try await happens(wait.event, before, until: end) else {
                    return Failure(
                        .commandFailed, "actions[\(index)]: \(wait.description) didn't come within \(wait.seconds) s",
                        hint: "the picture shows what is there instead")
                }
                before = try await look(script.steps[(index + 1)...])
            }
        }
        return nil
    }

    /// How the region looks that the next wait compares with what it was.
    private func look(_ steps: ArraySlice<DesktopScript.Step>) async throws -> String? {
        for case .wait(let wait) in steps {
            guard case .change(let region) = wait.event else { return nil }
            return try await desktop.picture(of: .region(region)).mark
        }
        return nil
    }

    private func program(_ line: String, in folder: WorkspacePath) throws(AirlockError) -> Program {
        switch decision {
        case .ask: return Program(["/bin/sh", "-c", line], in: folder, limits: limits)
        case .allow:
            guard let pipelines = CommandLine.parse(line).pipelines, pipelines.count == 1 else {
                throw AirlockError(
                    .denied, "can't open more than one program at a time", hint: "use an open action for each")
            }
            return Program(pipelines[0].stages, in: folder, limits: limits)
        case .deny: throw AirlockError(.denied, "a denied call never runs")
        }
    }

    private func happens(
        _ event: DesktopWait.Event, _ before: String?, until end: ContinuousClock.Instant
    ) async throws -> Bool {
        switch event {
        case .time:
            try await Task.sleep(until: end, clock: .continuous)
            return true
        case .text(let text): return try await reads(DesktopWait.comparable(text), until: end)
        case .window(let title):
            return try await holds(until: end) { try await desktop.windows().contains { $0.isNamed(title) } }
        case .change(let region):
            return try await holds(until: end) {
                try await desktop.picture(of: .region(region), unless: before) != nil
            }
        case .look(let region, let mark):
            return try await holds(until: end) {
                try await desktop.picture(of: .region(region), unless: mark) == nil
            }
        }
    }

    private func holds(
        until end: ContinuousClock.Instant, _ condition: () async throws -> Bool
    ) async throws -> Bool {
        while true {
            if try await condition() { return true }
            guard ContinuousClock.now < end else { return false }
            try await Task.sleep(for: Self.lookPause)
        }
    }

    /// Reads the screen anew only when it has changed.
    private func reads(_ text: String, until end: ContinuousClock.Instant) async throws -> Bool {
        var mark: String?
        while true {
            if let picture = try await desktop.picture(of: .screen, unless: mark) {
                mark = picture.mark
                if DesktopWait.comparable(try await pictures.read(picture.png).text).contains(text) { return true }
            }
            guard ContinuousClock.now < end else { return false }
            try await Task.sleep(for: Self.lookPause)
        }
    }
}

extension DesktopWindow {
    /// Whether a person would call it so: by a part of its title.
    func isNamed(_ title: String) -> Bool {
        DesktopWait.comparable(self.title).contains(DesktopWait.comparable(title))
    }
}
