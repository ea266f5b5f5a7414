import AirlockCore
import AirlockTestKit
import Foundation
import Testing

@testable import AirlockSandbox

/// How programs are stopped, and what they leave.
@Suite struct StopTests {
    @Test(arguments: RuntimeKind.installed)
    func `a time-out ends all that a program started`(_ kind: RuntimeKind) async throws {
        let fixture = try SandboxFixture(kind)
        let marker = "3\(Int.random(in: 100_000...999_999))"
        let script =
            "setsid sh -c 'sleep \(marker) & sleep \(marker)' & (sleep \(marker) &) ; echo begun; sleep \(marker)"
        let result = try await fixture.run(["/bin/sh", "-c", script]) { $0.wallSeconds = 20 }
        #expect(result.stop == .wallTime)
        #expect(result.exitStatus == 137)
        #expect(String(decoding: result.standardOutput, as: UTF8.self) == "begun\n")
        #expect(try Self.processes(with: marker) == [])
    }

    @Test(arguments: RuntimeKind.installed)
    func `a program's end ends what it left in the background`(_ kind: RuntimeKind) async throws {
        let fixture = try SandboxFixture(kind)
        let marker = "4\(Int.random(in: 100_000...999_999))"
        let result = try await fixture.run(["/bin/sh", "-c", "setsid sleep \(marker) >/dev/null 2>&1 & echo done"])
        #expect(result.exitStatus == 0)
        #expect(try Self.processes(with: marker) == [])
    }

    @Test(arguments: RuntimeKind.installed)
    func `output keeps its head and tail`(_ kind: RuntimeKind) async throws {
        let fixture = try SandboxFixture(kind)
        let result = try await fixture.run(["seq", "1", "1000"]) { $0.outputBytes = 100 }
        let text = String(decoding: result.standardOutput, as: UTF8.self)
        #expect(text.hasPrefix("1\n2\n3\n"))
        #expect(text.hasSuffix("999\n1000\n"))
        #expect(text.contains("\n[… 3793 bytes cut …]\n"))
        #expect(String(decoding: result.standardError, as: UTF8.self) == "")
        #expect(result.outputBytes == 3893)
        #expect(result.stop == nil)
    }

    @Test(arguments: RuntimeKind.installed)
    func `a flood of output is stopped`(_ kind: RuntimeKind) async throws {
        let result = try await SandboxFixture(kind).run(["yes"]) { $0.outputBytes = 1000 }
        #expect(result.stop == .output)
        #expect(result.standardOutput.count < 1100)
        #expect(result.outputBytes >= 64_000)
    }

    @Test(arguments: RuntimeKind.installed)
    func `input reaches a program, also one that ignores it`(_ kind: RuntimeKind) async throws {
        let fixture = try SandboxFixture(kind)
        let long = String(repeating: "line\n", count: 100_000)
        #expect(try await fixture.run(["wc", "-c"], input: long).standardOutput == Array("500000\n".utf8))
        #expect(try await fixture.run(["true"], input: long).exitStatus == 0)
    }

    @Test(arguments: RuntimeKind.installed)
    func `a signal's number is in the exit status`(_ kind: RuntimeKind) async throws {
        let fixture = try SandboxFixture(kind)
        #expect(try await fixture.run(["/bin/sh", "-c", "kill -TERM $$"]).exitStatus == 143)
        #expect(try await fixture.run(["/bin/sh", "-c", "exit 42"]).exitStatus == 42)
    }

    @Test(arguments: RuntimeKind.installed)
    func `a missing folder is not found, and arguments that are too long are refused`(_ kind: RuntimeKind) async throws
    {
        let fixture = try SandboxFixture(kind)
        try await SandboxConformance.measure(in: fixture.sandbox, on: .empty) { workspace in
            let missing = await #expect(throws: AirlockError.self) {
                try await workspace.run(
                    Program(["true"], in: try WorkspacePath("no/where"), limits: SandboxConformance.limits))
            }
            #expect(missing?.code == .notFound)
            let long = await #expect(throws: AirlockError.self) {
                let argument = String(repeating: "x", count: 1 << 18)
                return try await workspace.run(Program(["true", argument], limits: SandboxConformance.limits))
            }
            #expect(long?.code == .limitExceeded)
        }
    }

    @Test(arguments: RuntimeKind.installed)
    func `a cancelled trial ends at once and leaves no branch`(_ kind: RuntimeKind) async throws {
        let fixture = try SandboxFixture(kind)
        let begun = AsyncStream<Void>.makeStream()
        let task = Task {
            try await SandboxConformance.measure(in: fixture.sandbox, on: .empty) { workspace in
                defer { begun.continuation.finish() }
                try await workspace.write("x", to: "f")
                begun.continuation.finish()
                _ = try await workspace.run(Program(["sleep", "100"], limits: SandboxConformance.limits))
            }
        }
        for await _ in begun.stream {}
        task.cancel()
        let error = await #expect(throws: AirlockError.self) { try await task.value }
        #expect(error?.code == .cancelled)
        #expect(try fixture.layerNames() == ["empty", "trash"])
    }

    @Test func `a program is stopped before the disk is full`() async throws {
        let fixture = try SandboxFixture()
        let store = await fixture.sandbox.store
        var container = await fixture.sandbox.container
        container.reserve = DiskReserve(folder: store.folder, bytes: .max)
        let branch = OverlayBranch(
            store: store, base: .empty, chain: [], container: container, measureLimits: MeasureLimits()
        ) { _ in }
        let result = try await branch.run(Program(["sleep", "100"], limits: SandboxConformance.limits))
        #expect(result.stop == .disk)
        await branch.abandon()
        #expect(!DiskReserve(folder: store.folder, bytes: 0).isTouched)
    }

    /// Command lines of host processes that hold a marker.
    static func processes(with marker: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { name -> String? in
            guard Int(name) != nil, let bytes = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") else {
                return nil
            }
            let line = String(decoding: bytes, as: UTF8.self)
            return line.contains(marker) ? line : nil
        }
    }
}
