import Synchronization

/// Holds a streamed answer back for as long as it may be a call of a tool that the model writes as text.
final class HeldText: Sendable {
    private struct State {
        var held = ""
        var passes: Bool
    }

    private let state: Mutex<State>

    /// - Parameter isNeeded: Whether there are tools that could be called.
    init(isNeeded: Bool) { state = Mutex(State(passes: !isNeeded)) }

    /// - Returns: What can be shown now; empty while it is held.
    func take(_ piece: String) -> String {
        state.withLock { state in
            if state.passes { return piece }
            state.held += piece
            // A call begins as an object, a tag or a fence.
            guard let first = state.held.first(where: { !$0.isWhitespace }), !"{<`".contains(first) else { return "" }
            state.passes = true
            defer { state.held = "" }
            return state.held
        }
    }

    /// What was held until the end.
    var rest: String { state.withLock { $0.held } }
}
