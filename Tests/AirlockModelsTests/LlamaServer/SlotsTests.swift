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
        let slots = Slots(3, clock: ContinuousClock())
        let running = Count()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await slots.withSlot(within: .seconds(300)) { _ in
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
        let slots = Slots(1, clock: ContinuousClock())
        let (holding, hold) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            try await slots.withSlot(within: .seconds(300)) { _ in
                hold.yield()
                for await _ in released { break }
            }
        }
        for await _ in holding { break }
        let second = Task { try await slots.withSlot(within: .seconds(300)) { _ in 2 } }
        let third = Task { try await slots.withSlot(within: .seconds(300)) { _ in 3 } }
        second.cancel()
        let error = await #expect(throws: AirlockError.self) { try await second.value }
        #expect(error?.code == .cancelled)
        release.yield()
        try await first.value
        #expect(try await third.value == 3)
    }

    @Test func `a slot is free again after a failure`() async throws {
        let slots = Slots(1, clock: ContinuousClock())
        for _ in 0..<3 {
            _ = await #expect(throws: AirlockError.self) {
                try await slots.withSlot(within: .seconds(300)) { _ in throw AirlockError(.backendFailed, "no") }
            }
        }
    }

    @Test func `waiting ends with the deadline, and what is left of it is for the work`() async throws {
        let clock = ManualClock()
        let slots = Slots(1, clock: clock)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let (holding, hold) = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            try await slots.withSlot(within: .seconds(300)) { left in
                hold.yield()
                for await _ in released { break }
                return left
            }
        }
        for await _ in holding { break }
        let late = Task { try await slots.withSlot(within: .seconds(20)) { $0 } }
        let patient = Task { try await slots.withSlot(within: .seconds(100)) { $0 } }
        await clock.untilAsleep(until: .seconds(20))
        await clock.untilAsleep(until: .seconds(100))
        clock.advance(to: .seconds(20))
        let error = await #expect(throws: AirlockError.self) { try await late.value }
        #expect(error?.code == .backendFailed)
        clock.advance(to: .seconds(60))
        release.yield()
        #expect(try await first.value == .seconds(300))
        #expect(try await patient.value == .seconds(40))
    }

    @Test func `the queue is bounded`() async throws {
        let slots = Slots(1, clock: ContinuousClock())
        let refused = Count()
        let most = Slots<ContinuousClock>.longestQueue
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<most + 11 {
                group.addTask {
                    do {
                        try await slots.withSlot(within: .seconds(300)) { _ in for await _ in released { break } }
                    } catch {
                        if (error as? AirlockError)?.code == .unavailable { refused.enter() }
                    }
                }
            }
            // One holds the slot, as many wait as may, and the other ten are refused.
            while refused.now < 10 { await Task.yield() }
            release.finish()
            await group.waitForAll()
        }
        #expect(refused.now == 10)
    }
}
