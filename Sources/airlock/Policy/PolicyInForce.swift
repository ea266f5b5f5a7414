import AirlockCore
import Dispatch
import Foundation
import Synchronization

/// The rules that commands are judged by, and the file that some of them come from. SIGHUP reads the file anew.
final class PolicyInForce: Sendable {
    private struct State {
        var judge: CommandJudge
        var policy: Policy
    }

    private let path: String?
    private let state: Mutex<State>

    /// - Parameter path: Nil for the built-in rules alone.
    /// - Throws: `.invalidRequest` that says what is wrong with the file; then there is no policy at all.
    init(path: String?) throws(AirlockError) {
        self.path = path
        let judge = try Self.read(path)
        state = Mutex(State(judge: judge, policy: .standard(judge)))
    }

    var judge: CommandJudge { state.withLock { $0.judge } }

    /// Follows what is read anew.
    var policy: Policy { Policy { self.state.withLock { $0.policy } } }

    /// Reads the file anew. If anything is wrong with it, the rules stay as they were.
    /// - Returns: What a person should know.
    func reload() -> String {
        guard let path else { return "there is no policy file to read: policy.file isn't set" }
        do throws(AirlockError) {
            let judge = try Self.read(path)
            let policy = Policy.standard(judge)
            state.withLock { $0 = State(judge: judge, policy: policy) }
            return "read \(path) anew; the policy is \(policy.version) now"
        } catch {
            return "\(error.message); the rules stay as they were (\(policy.version))"
        }
    }

    /// Reloads at every SIGHUP until the source is cancelled.
    func followSignals(_ say: @escaping @Sendable (String) -> Void) -> any DispatchSourceSignal {
        signal(SIGHUP, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
        source.setEventHandler { say(self.reload()) }
        source.resume()
        return source
    }

    private static func read(_ path: String?) throws(AirlockError) -> CommandJudge {
        guard let path else { return .builtIn }
        return CommandJudge(adding: try PolicyFile.rules(of: try YAMLFile.read(path), as: path))
    }
}
