import AirlockCore
import AirlockSandbox
import AirlockTestKit
import Foundation
import Synchronization
import Testing

@Suite(
    .timeLimit(.minutes(2)),
    .enabled(if: desktopProgramsAreInstalled, "xvfb, openbox, xdotool or x11-utils is missing"))
struct DesktopPoolTests {
    @Test func `real desktops and those in memory do the same`() async throws {
        try await DesktopConformance(MemoryDesktops()).checkAll()
        try await Self.withPool { pool, _ in try await DesktopConformance(pool).checkAll() }
    }

    @Test func `while a person holds it a job's call waits, and goes on when it is given back`() async throws {
        try await Self.withPool { pool, _ in
            let desktop = try await pool.desktop(of: Self.place("a"))
            try await pool.take("a", by: "ann")
            #expect(await pool.state(of: "a") == DesktopState(size: pool.size, holder: "ann"))
            try await pool.perform([.move(PixelPoint(x: 1, y: 1))], on: "a", by: "ann")
            let done = Box()
            let call = Task {
                try await desktop.perform(.move(PixelPoint(x: 2, y: 2)))
                done.add("call")
            }
            let picture = try await pool.look(at: "a", unless: nil, patience: .zero)
            _ = try await pool.look(at: "a", unless: picture?.mark, patience: .milliseconds(300))
            #expect(done.lines == [])
            try await pool.giveBack("a", by: "ann")
            try await call.value
            #expect(await pool.state(of: "a")?.holder == nil)
        }
    }

    @Test func `a call that waited too long fails, and says who holds the desktop`() async throws {
        try await Self.withPool(Self.limits { $0.patience = .milliseconds(50) }) { pool, _ in
            let desktop = try await pool.desktop(of: Self.place("a"))
            try await pool.take("a", by: "ann")
            let error = await #expect(throws: AirlockError.self) {
                try await desktop.perform(.move(PixelPoint(x: 2, y: 2)))
            }
            #expect(error?.code == .conflict && error?.message.contains("ann") == true)
        }
    }

    @Test func `one person holds it, acts only while holding it, and loses it when not heard of`() async throws {
        try await Self.withPool { pool, clock in
            _ = try await pool.desktop(of: Self.place("a"))
            let move = [DesktopInput.move(PixelPoint(x: 1, y: 1))]
            #expect(await Self.code { try await pool.perform(move, on: "a", by: "ann") } == .conflict)
            try await pool.take("a", by: "ann")
            #expect(await Self.code { try await pool.take("a", by: "bob") } == .conflict)
            #expect(await Self.code { try await pool.perform(move, on: "a", by: "bob") } == .conflict)
            #expect(await Self.code { try await pool.giveBack("a", by: "bob") } == .conflict)
            let beyond = [DesktopInput.move(PixelPoint(x: 640, y: 1))]
            #expect(await Self.code { try await pool.perform(beyond, on: "a", by: "ann") } == .invalidRequest)
            clock.advance(seconds: DesktopState.holdSeconds + 1)
            #expect(await pool.state(of: "a")?.holder == nil)
            #expect(await Self.code { try await pool.perform(move, on: "a", by: "ann") } == .conflict)
            try await pool.take("a", by: "bob")
            for work in [pool.take, pool.giveBack] {
                #expect(await Self.code { try await work("none", "ann") } == .notFound)
            }
        }
    }

    @Test func `a take-over is recorded before it takes effect, and doesn't happen if it can't be`() async throws {
        let records = Box()
        let record: @Sendable (Job.ID, String, DesktopPool.TakeOver) async throws -> Void = { job, person, change in
            if person == "eve" { throw AirlockError(.backendFailed, "the log is full") }
            records.add("\(job) \(person) \(change.rawValue)")
        }
        try await Self.withPool(record: record) { pool, _ in
            _ = try await pool.desktop(of: Self.place("a"))
            try await pool.take("a", by: "ann")
            try await pool.take("a", by: "ann")
            try await pool.giveBack("a", by: "ann")
            try await pool.giveBack("a", by: "ann")
            #expect(await Self.code { try await pool.take("a", by: "eve") } == .backendFailed)
            #expect(await pool.state(of: "a")?.holder == nil)
        }
        #expect(records.lines == ["a ann taken", "a ann given_back"])
    }

    @Test func `a picture is waited for until the screen changes`() async throws {
        try await Self.withPool { pool, _ in
            let desktop = try await pool.desktop(of: Self.place("a"))
            try await desktop.settle()
            let first = try #require(try await pool.look(at: "a", unless: nil, patience: .zero))
            #expect(try await pool.look(at: "a", unless: first.mark, patience: .milliseconds(100)) == nil)
            let next = Task { try await pool.look(at: "a", unless: first.mark, patience: .seconds(30)) }
            try await desktop.open(Program(["xmessage", "hello"], limits: SandboxConformance.limits))
            let changed = try await next.value
            #expect(changed != nil && changed?.mark != first.mark)
        }
    }

    @Test func `a desktop ends with its job and after long idleness, but not in a person's hands`() async throws {
        try await Self.withPool { pool, clock in
            for job in ["a", "b", "c"] { _ = try await pool.desktop(of: Self.place(job)) }
            await pool.sweep { $0 == "a" }
            #expect(await pool.state(of: "a") == nil)
            clock.advance(seconds: 599)
            try await pool.take("b", by: "ann")
            clock.advance(seconds: 1)
            await pool.sweep { _ in false }
            #expect(await pool.state(of: "b") != nil)
            #expect(await pool.state(of: "c") == nil)
        }
    }

    @Test func `when all are in use another job gets none, and an idle one gives way`() async throws {
        try await Self.withPool(Self.limits { $0.desktops = 1 }) { pool, clock in
            _ = try await pool.desktop(of: Self.place("a"))
            #expect(await Self.code { _ = try await pool.desktop(of: Self.place("b")) } == .limitExceeded)
            clock.advance(seconds: 30)
            _ = try await pool.desktop(of: Self.place("b"))
            #expect(await pool.state(of: "a") == nil)
            #expect(await pool.state(of: "b") != nil)
        }
    }

    @Test func `programs see the files of the snapshot that the call stands on`() async throws {
        let fixture = try SandboxFixture()
        let pool = Self.pool(fixture, DesktopPool.Limits(), MovedClock()) { _, _, _ in }
        let snapshot = try await fixture.keep("echo hello > f")
        let limits = SandboxConformance.limits
        let before = try await pool.desktop(of: CallPlace(jobID: "a", base: .empty))
        let read = Program(["/bin/sh", "-c", "exec grep -q hello f"], limits: limits)
        #expect(await Self.code { try await before.open(read) } == .commandFailed)
        let after = try await pool.desktop(of: CallPlace(jobID: "a", base: snapshot))
        try await after.open(read)
        let write = Program(["/bin/sh", "-c", "echo x > f"], limits: limits)
        #expect(await Self.code { try await after.open(write) } == .commandFailed)
        await pool.stop()
    }

    private static func limits(_ change: (inout DesktopPool.Limits) -> Void) -> DesktopPool.Limits {
        var limits = DesktopPool.Limits()
        change(&limits)
        return limits
    }

    private static func place(_ job: Job.ID) -> CallPlace { CallPlace(jobID: job, base: .empty) }

    private static func code(_ work: () async throws -> Void) async -> AirlockError.Code? {
        do {
            try await work()
            return nil
        } catch {
            return (error as? AirlockError)?.code
        }
    }

    private static func pool(
        _ fixture: SandboxFixture, _ limits: DesktopPool.Limits, _ clock: MovedClock,
        _ record: @escaping @Sendable (Job.ID, String, DesktopPool.TakeOver) async throws -> Void
    ) -> DesktopPool {
        DesktopPool(
            on: fixture.sandbox, folder: fixture.folder + "/desktops", size: PixelSize(width: 640, height: 400),
            limits: limits, world: World(now: { clock.now }, newID: { $0 }), record: record)
    }

    private static func withPool(
        _ limits: DesktopPool.Limits = DesktopPool.Limits(),
        record: @escaping @Sendable (Job.ID, String, DesktopPool.TakeOver) async throws -> Void = { _, _, _ in },
        _ work: (DesktopPool, MovedClock) async throws -> Void
    ) async throws {
        let fixture = try SandboxFixture()
        let clock = MovedClock()
        let pool = pool(fixture, limits, clock, record)
        do { try await work(pool, clock) } catch {
            await pool.stop()
            throw error
        }
        await pool.stop()
    }
}

/// Time that only a test moves.
private final class MovedClock: Sendable {
    private let seconds = Mutex(0)

    var now: Timestamp { Timestamp(millisecondsSince1970: Int64(seconds.withLock(\.self)) * 1000) }

    func advance(seconds more: Int) { seconds.withLock { $0 += more } }
}

/// Lines that several tasks write.
private final class Box: Sendable {
    private let content = Mutex<[String]>([])

    var lines: [String] { content.withLock(\.self) }

    func add(_ line: String) { content.withLock { $0.append(line) } }
}
