import AirlockCore
import Synchronization

/// Answers by status, and streams that are open, for `/metrics`.
final class RequestCounts: Sendable {
    /// Streams that may be open at a time.
    static let mostStreams = 64

    private struct State {
        var answers: [Int: Int] = [:]
        var streams = 0
    }

    private let state = Mutex(State())

    var answers: [Int: Int] { state.withLock { $0.answers } }
    var streams: Int { state.withLock { $0.streams } }

    func count(_ status: Int) { state.withLock { $0.answers[status, default: 0] += 1 } }

    /// - Throws: `.unavailable` if too many streams are open.
    func openStream() throws(AirlockError) {
        let isOpened = state.withLock { state in
            guard state.streams < Self.mostStreams else { return false }
            state.streams += 1
            return true
        }
        guard isOpened else {
            throw AirlockError(
                .unavailable, "\(Self.mostStreams) streams are open already", hint: "close one, or poll GET /jobs/{id}")
        }
    }

    func closeStream() { state.withLock { $0.streams -= 1 } }
}
