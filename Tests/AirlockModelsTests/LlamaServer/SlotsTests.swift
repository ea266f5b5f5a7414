import AirlockCore
import Synchronization
import Testing

@testable import AirlockModels

struct SlotsTests {
    private final class Count: Sendable {
        private let state = Mutex((now: 0, most: 0))

        var now: Int { state.withLock { $0.now } }
        var most: Int { state.withLock { $0.most } }
        func enter() { state.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) } }
        func leave() { state.withLock { $0.now -= 1 } }
    }

    @Test func `no more work at a time than there are slots`() async throws {
        let slots = Slots(3)
        let running = Count()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await slots.withSlot {
                        running.enter()
                        for _ in 0..<20 { await Task.yield() }
                        running.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(running.most == 3)
        #expect(running.now == 0)
    }

    @Test func `who is cancelled while waiting leaves the queue, and nobody else does`() async throws {
        let slots = Slots(1)
        let (holding, hold) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            try await slots.withSlot {
                hold.yield()
                for await _ in released { break }
            }
        }
        for await _ in holding { break }
        let second = Task { try await slots.withSlot { 2 } }
        let third = Task { try await slots.withSlot { 3 } }
        second.cancel()
        let error = await #expect(throws: AirlockError.self) { try await second.value }
        #expect(error?.code == .cancelled)
        release.yield()
        try await first.value
        #expect(try await third.value == 3)
    }

    @Test func `a slot is free again after a failure`() async throws {
        let slots = Slots(1)
        for _ in 0..<3 {
            _ = await #expect(throws: AirlockError.self) {
                try await slots.withSlot { throw AirlockError(.backendFailed, "no") }
            }
        }
    }
}
