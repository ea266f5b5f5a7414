/// One line of policy: which effects it has an opinion on.
public struct Rule: Sendable {
    /// Nil: no opinion on this effect.
    public let opinion: @Sendable (Effect) -> Opinion?

    public init(_ opinion: @escaping @Sendable (Effect) -> Opinion?) { self.opinion = opinion }

    public static let harmless = Rule {
        switch $0 {
        case .compute, .read: Opinion(.allow, rule: "allow.harmless", reason: "leaves no trace")
        case .write, .delete, .execute, .command, .connect, .publish, .sensitive: nil
        }
    }

    public static func writes(below folder: WorkspacePath, _ decision: Decision) -> Rule {
        Rule {
            switch $0 {
            case .write(let path), .delete(let path):
                path.isBelow(folder)
                    ? Opinion(decision, rule: "\(decision).writes", reason: "writes below /\(folder) of the workspace")
                    : nil
            case .compute, .read, .execute, .command, .connect, .publish, .sensitive: nil
            }
        }
    }

    /// Programs of a tool's own choosing: the tool is our code, and what they do is measured.
    public static let toolPrograms = Rule {
        if case .execute(let argv) = $0 {
            Opinion(.allow, rule: "allow.tool-program", reason: "runs \(argv.first ?? "") for a tool")
        } else {
            nil
        }
    }

    public static let leavesTheMachine = Rule {
        switch $0 {
        case .connect(let host, let port): Opinion(.ask, rule: "ask.network", reason: "connects to \(host):\(port)")
        case .publish(let what): Opinion(.ask, rule: "ask.publish", reason: "leaves this machine: \(what)")
        case .sensitive(SensitiveFeature.keyboardMouse.rawValue):
            Opinion(.allow, rule: "allow.keyboard-mouse", reason: "on a desktop of its own")
        case .sensitive(let feature): Opinion(.ask, rule: "ask.sensitive", reason: "marked as \(feature)")
        case .compute, .read, .write, .delete, .execute, .command: nil
        }
    }
}
