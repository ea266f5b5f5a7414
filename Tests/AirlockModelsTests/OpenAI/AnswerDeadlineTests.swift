import AirlockCore
import Synchronization
import Testing

@testable import AirlockModels

/// To the millisecond, by a clock that nobody's machine can slow down.
struct AnswerDeadlineTests {
    private let clock = ManualClock()

    private func deadline(total: Duration, stall: Duration) -> AnswerDeadline<ManualClock> {
        AnswerDeadline(limits: .init(total: total, stall: stall), server: "test", clock: clock)
    }

    /// Work that ends when it is cancelled; `beats` says when it gives a sign of life.
    private func start(
        total: Duration, stall: Duration, beats: AsyncStream<Void> = AsyncStream { _ in }
    ) -> (Task<Void, any Error>, isDone: @Sendable () -> Bool, beaten: @Sendable () -> Int) {
        let (done, count) = (Cell(false), Cell(0))
        let deadline = deadline(total: total, stall: stall)
        let task = Task {
            defer { done.value.withLock { $0 = true } }
            try await deadline.run { pulse in
                for await _ in beats {
                    pulse.beat()
                    count.value.withLock { $0 += 1 }
                }
                throw CancellationError()
            }
        }
        return (task, { done.value.withLock { $0 } }, { count.value.withLock { $0 } })
    }

    private final class Cell<Value: Sendable>: Sendable {
        let value: Mutex<Value>
        init(_ value: Value) { self.value = Mutex(value) }
    }

    @Test func `nothing at all ends at the deadline, and not before`() async throws {
        let (work, isDone, _) = start(total: .seconds(300), stall: .seconds(60))
        for minute in 1...5 {
            await clock.untilAsleep(until: .seconds(minute * 60))
            #expect(!isDone())
            clock.advance(to: .seconds(minute * 60) - .milliseconds(1))
            await clock.untilAsleep(until: .seconds(minute * 60))
            #expect(!isDone())
            clock.advance(to: .seconds(minute * 60))
        }
        let error = await #expect(throws: AirlockError.self) { try await work.value }
        #expect(error?.code == .backendFailed)
        #expect(error?.message == "test did not finish its answer within 300.0 seconds")
        #expect(clock.now.elapsed == .seconds(300))
    }

    @Test func `silence after a sign of life ends when it has lasted as long as allowed`() async throws {
        let (beats, beat) = AsyncStream.makeStream(of: Void.self)
        let (work, isDone, beaten) = start(total: .seconds(300), stall: .seconds(60), beats: beats)
        await clock.untilAsleep(until: .seconds(60))
        clock.advance(to: .seconds(50))
        beat.yield()
        while beaten() < 1 { await Task.yield() }
        // It looks again at 60, and finds the sign of life of 50.
        clock.advance(to: .seconds(60))
        await clock.untilAsleep(until: .seconds(110))
        clock.advance(to: .seconds(110) - .milliseconds(1))
        #expect(!isDone())
        clock.advance(to: .seconds(110))
        let error = await #expect(throws: AirlockError.self) { try await work.value }
        #expect(error?.message == "test fell silent for 60.0 seconds in the middle of its answer")
    }

    @Test func `a drip that never stalls still ends at the deadline`() async throws {
        let (beats, beat) = AsyncStream.makeStream(of: Void.self)
        let (work, isDone, beaten) = start(total: .seconds(10), stall: .seconds(4), beats: beats)
        for (number, second) in [3, 6, 9].enumerated() {
            await clock.untilAsleep()
            clock.advance(to: .seconds(second))
            beat.yield()
            while beaten() <= number { await Task.yield() }
            await clock.untilAsleep()
        }
        #expect(!isDone())
        clock.advance(to: .seconds(10))
        let error = await #expect(throws: AirlockError.self) { try await work.value }
        #expect(error?.message.contains("did not finish") == true)
    }

    @Test func `work that is done in time is not waited for`() async throws {
        let number = try await deadline(total: .seconds(1), stall: .seconds(1)).run { _ in 42 }
        #expect(number == 42)
    }
}
