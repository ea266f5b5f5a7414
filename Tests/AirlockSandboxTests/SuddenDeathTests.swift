import AirlockCore
import AirlockSandbox
import AirlockTestKit
import Foundation
import Glibc
import Testing

/// What is left when the process that runs trials is killed.
@Suite struct SuddenDeathTests {
    private static let folderKey = "AIRLOCK_TEST_VICTIM_FOLDER"
    private static let markerKey = "AIRLOCK_TEST_VICTIM_MARKER"
    private static let environment = ProcessInfo.processInfo.environment

    @Test func `kill -9 leaves no process and no half-applied layer`() async throws {
        let fixture = try SandboxFixture()
        let base = try await fixture.keep("echo kept > f")
        let marker = "5\(Int.random(in: 100_000...999_999))"
        let victim = Process()
        victim.executableURL = URL(fileURLWithPath: "/proc/self/exe")
        victim.arguments =
            Swift.CommandLine.arguments.dropFirst().filter { $0.hasSuffix(".xctest") }
            + ["--testing-library", "swift-testing", "--filter", "runs until it is killed"]
        victim.environment = Self.environment.merging([
            Self.folderKey: "\(fixture.folder):\(base.id)", Self.markerKey: marker,
        ]) { $1 }
        victim.standardOutput = FileHandle.nullDevice
        victim.standardError = FileHandle.nullDevice
        try victim.run()
        try await Self.wait("the program inside runs") { try StopTests.processes(with: marker).count >= 2 }
        kill(victim.processIdentifier, SIGKILL)
        try await Self.wait("everything is gone") { try StopTests.processes(with: marker).isEmpty }
        let reopened = try fixture.reopen()
        #expect(try await reopened.recover().count == 1)
        #expect(try fixture.layerNames() == [base.id, "empty", "trash"].sorted())
        #expect(try await reopened.read(try WorkspacePath("f"), at: base, limit: 10) == Array("kept\n".utf8))
    }

    @Test(.enabled(if: environment[folderKey] != nil, "only as the victim of another test"))
    func `runs until it is killed`() async throws {
        let place = try #require(Self.environment[Self.folderKey]).split(separator: ":").map(String.init)
        let marker = try #require(Self.environment[Self.markerKey])
        let sandbox = try OverlaySandbox(
            folder: place[0] + "/layers", toolchains: [], temporaryBytes: 1 << 20,
            runtime: try RuntimeKind.bubblewrap.runtime)
        try await SandboxConformance.measure(in: sandbox, on: Snapshot(id: place[1])) { workspace in
            try await workspace.write("half", to: "f")
            let script = "setsid sleep \(marker) & (sleep \(marker) &); sleep \(marker)"
            var limits = SandboxConformance.limits
            limits.wallSeconds = 300
            _ = try await workspace.run(Program(["/bin/sh", "-c", script], limits: limits))
        }
    }

    private static func wait(_ what: String, until isSo: () throws -> Bool) async throws {
        for _ in 0..<3000 {
            if try isSo() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw AirlockError(.backendFailed, "not so in half a minute: \(what)")
    }
}
