import AirlockCore
import AirlockSandbox

/// What makes the containers of a test.
enum RuntimeKind: String, CaseIterable {
    case bubblewrap, crun, runc

    var runtime: SandboxRuntime {
        get throws {
            guard let first = try RuntimeChoice(rawValue, virtualMachine: nil).candidates().first else {
                throw AirlockError(.unavailable, "no \(rawValue)")
            }
            return first
        }
    }

    /// Those that this machine has.
    static var installed: [RuntimeKind] { allCases.filter { (try? $0.runtime) != nil } }
}
