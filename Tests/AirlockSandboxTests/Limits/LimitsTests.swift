import AirlockCore
import AirlockTestKit
import Foundation
import Testing

@testable import AirlockSandbox

/// Every limit is passed by something that tries to, held by control groups where this machine has them and by sampling.
@Suite struct LimitsTests {
    /// Both ways of holding a run's processes together; the first only where the machine has it.
    static let ways: [CgroupTree?] = CgroupTree.find().map { [$0, nil] } ?? [nil]

    private static func run(
        _ script: String, _ way: CgroupTree?, _ change: (inout Limits) -> Void
    ) async throws -> (ProgramResult, ProgramRun) {
        let fixture = try SandboxFixture()
        var container = await fixture.sandbox.container
        container.cgroups = way
        let store = await fixture.sandbox.store
        var limits = SandboxConformance.limits
        change(&limits)
        let branch = OverlayBranch(
            store: store, base: .empty, chain: [], container: container, measureLimits: MeasureLimits()
        ) { _ in }
        do {
            let result = try await branch.run(Program(["python3", "-c", script], limits: limits))
            let run = try #require(await branch.runs.last)
            await branch.abandon()
            return (result, run)
        } catch {
            await branch.abandon()
            throw error
        }
    }

    @Test(arguments: ways)
    func `memory of all processes together`(_ way: CgroupTree?) async throws {
        let script = """
            import os, time
            for i in range(4):
                if os.fork() == 0:
                    held = bytearray(b'x' * (80 << 20))
                    time.sleep(30)
            time.sleep(30)
            """
        let (result, run) = try await Self.run(script, way) { $0.memoryBytes = 200 << 20 }
        #expect(result.stop == .memory)
        #expect(run.use.limitedBy == way?.version.rawValue ?? "sampled")
        #expect(run.use.peakMemoryBytes > 100 << 20)
    }

    @Test(arguments: ways)
    func `processor time of all processes together`(_ way: CgroupTree?) async throws {
        let script = """
            import os
            os.setsid() if os.fork() == 0 else None
            os.fork()
            while True: pass
            """
        let (result, run) = try await Self.run(script, way) { $0.cpuSeconds = 2 }
        #expect(result.stop == .cpuTime)
        #expect(run.use.cpuMilliseconds >= 2000)
    }

    @Test func `bytes of a branch in many small files`() async throws {
        let script = """
            for i in range(5000):
                with open(f'f{i}', 'wb') as f: f.write(b'x' * 100_000)
            """
        let (result, _) = try await Self.run(script, nil) { $0.layerBytes = 20 << 20 }
        #expect(result.stop == .layerBytes)
    }

    @Test func `bytes of a branch that one short run wrote`() async throws {
        let script = "open('f', 'wb').write(b'x' * (30 << 20)); import time; time.sleep(0.2)"
        let (result, _) = try await Self.run(script, nil) { $0.layerBytes = 20 << 20 }
        #expect(result.stop == .layerBytes)
    }

    @Test func `files and folders of a branch`() async throws {
        let script = """
            import os
            for i in range(100_000): os.mkdir(f'd{i}')
            """
        let (result, _) = try await Self.run(script, nil) { $0.inodes = 5000 }
        #expect(result.stop == .inodes)
    }

    @Test func `descriptors of one process`() async throws {
        let script = "import os\nheld = [os.dup(0) for _ in range(1000)]"
        let (result, _) = try await Self.run(script, nil) { $0.openFiles = 100 }
        #expect(String(decoding: result.standardError, as: UTF8.self).contains("Too many open files"))
    }

    @Test func `a stopped program dies at its time like any other`() async throws {
        let script = "import os, signal\nos.fork()\nos.kill(os.getpid(), signal.SIGSTOP)"
        let (result, _) = try await Self.run(script, nil) { $0.wallSeconds = 1 }
        #expect(result.stop == .wallTime)
    }

    @Test(arguments: ways)
    func `what was used is measured, also of processes that outlived their parent`(_ way: CgroupTree?) async throws {
        let script = """
            import os, time
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    held = bytearray(b'x' * (64 << 20))
                    end = time.process_time() + 0.5
                    while time.process_time() < end: pass
                    open('done', 'w').close()
                os._exit(0)
            while not os.path.exists('done'): time.sleep(0.01)
            time.sleep(0.2)
            """
        let (_, run) = try await Self.run(script, way) { _ in }
        #expect(run.use.cpuMilliseconds >= 500)
        #expect(run.use.peakMemoryBytes >= 64 << 20)
        #expect(run.use.wallMilliseconds >= 500)
    }

    @Test func `all output is hashed, also what is not kept`() async throws {
        let (result, run) = try await Self.run("print('x' * 999_999)", nil) { $0.outputBytes = 100_000 }
        #expect(result.standardOutput.count < 101_000)
        #expect(run.output.bytes == 1_000_000)
        let all = Array(repeating: UInt8(ascii: "x"), count: 999_999) + [UInt8(ascii: "\n")]
        #expect(run.output.standardOutputSHA256 == SHA256.hex(all))
        #expect(run.output.standardErrorSHA256 == SHA256.hex([]))
    }
}
