public import AirlockCore
import Glibc
import Testing

/// What every ``EgressGate`` must do with the socket that it is given.
public struct EgressGateConformance: Sendable {
    private let gate: any EgressGate

    public init(_ gate: any EgressGate) { self.gate = gate }

    public func checkAll() async throws {
        try await listensUntilItIsClosed()
        try await takesNoOtherDescriptor()
    }

    public func listensUntilItIsClosed() async throws {
        let socket = try LoopbackSocket.listening()
        let session = try await gate.serve(try EgressLease([]), on: socket.descriptor)
        #expect(LoopbackSocket.isListened(at: socket.port))
        #expect(await session.attempts().isEmpty)
        await session.close()
        await session.close()
        #expect(!LoopbackSocket.isListened(at: socket.port))
        #expect(await session.attempts().isEmpty)
    }

    /// What isn't a listening socket is refused, and closed all the same.
    public func takesNoOtherDescriptor() async throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { close(ends[0]) }
        let given = ends[1]
        let error = await #expect(throws: AirlockError.self) {
            try await gate.serve(try EgressLease([]), on: given)
        }
        #expect(error?.code == .unavailable)
        // Hung up: nobody holds the other end any more. A fork elsewhere may do so for a moment.
        var end = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
        #expect(poll(&end, 1, 5_000) == 1 && end.revents & Int16(POLLHUP) != 0)
    }
}
