import AirlockCore
import Synchronization

/// Carries an error out of a callback.
final class ErrorBox: Sendable {
    private let kept = Mutex<AirlockError?>(nil)

    var error: AirlockError? { kept.withLock { $0 } }

    func set(_ error: any Error) { kept.withLock { $0 = error as? AirlockError } }
}
