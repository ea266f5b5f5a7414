import AirlockCore
import AirlockSandbox
import AirlockTestKit
import Foundation
import Testing

/// What outlives a process.
@Suite struct LayerStoreTests {
    @Test func `a promoted snapshot is there at the next start`() async throws {
        let fixture = try SandboxFixture()
        let base = try await fixture.keep("echo one > f")
        let next = try await fixture.keep("echo two >> f", on: base)
        let reopened = try fixture.reopen()
        #expect(try await reopened.recover() == [])
        #expect(try await reopened.read(try WorkspacePath("f"), at: next, limit: 100) == Array("one\ntwo\n".utf8))
    }

    @Test func `a sealed branch waits for its approval over a restart`() async throws {
        let fixture = try SandboxFixture()
        let trial = try SandboxConformance.trial { try await $0.write("x", to: "f") }
        let (_, branch) = try await fixture.sandbox.tryOut(trial, on: .empty)
        let reopened = try fixture.reopen()
        #expect(try await reopened.recover() == [])
        #expect(try await reopened.branches() == [branch])
        let kept = try await reopened.promote(try SandboxConformance.promotion(of: branch))
        #expect(try await reopened.read(try WorkspacePath("f"), at: kept, limit: 10) == Array("x".utf8))
        #expect(try await reopened.branches() == [])
    }

    @Test func `recovery removes what a crash left and says so`() async throws {
        let fixture = try SandboxFixture()
        let base = try await fixture.keep("echo one > f")
        let crashed = fixture.folder + "/layers/00000000ff"
        for name in ["data/d", "work/work"] {
            try FileManager.default.createDirectory(atPath: "\(crashed)/\(name)", withIntermediateDirectories: true)
        }
        let outside = fixture.folder + "/outside"
        try Data("keep".utf8).write(to: URL(fileURLWithPath: outside))
        try FileManager.default.createSymbolicLink(atPath: crashed + "/data/link", withDestinationPath: outside)
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: crashed + "/work/work")
        let half = fixture.folder + "/layers/trash/t7/deep/er"
        try FileManager.default.createDirectory(atPath: half, withIntermediateDirectories: true)
        let reopened = try fixture.reopen()
        #expect(try await reopened.recover() == ["00000000ff"])
        #expect(try fixture.layerNames() == [base.id, "empty", "trash"].sorted())
        #expect(try fixture.trashNames() == [])
        #expect(FileManager.default.fileExists(atPath: outside))
    }

    @Test func `a branch that isn't the measured one is refused`() async throws {
        let fixture = try SandboxFixture()
        let trial = try SandboxConformance.trial { try await $0.write("x", to: "f") }
        let (_, branch) = try await fixture.sandbox.tryOut(trial, on: .empty)
        let effect = MeasuredEffect(changes: branch.effect.changes, runs: [], digest: String(repeating: "0", count: 64))
        let other = SealedBranch(id: branch.id, base: branch.base, effect: effect)
        let error = await #expect(throws: AirlockError.self) {
            try await fixture.sandbox.promote(try SandboxConformance.promotion(of: other))
        }
        #expect(error?.code == .conflict)
    }

    @Test func `many snapshots on top of each other still mount, and too many are refused with a reason`() async throws
    {
        let fixture = try SandboxFixture()
        var ids: [String] = []
        for number in 0..<300 {
            let id = String(number + 0x10_0000_0000, radix: 16)
            let folder = fixture.folder + "/layers/" + id
            try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
            try Data("\(number)".utf8).write(to: URL(fileURLWithPath: "\(folder)/data/n\(number)"))
            let manifest = #"{"digest":"","id":"\#(id)","parent":"\#(ids.last ?? "empty")"}"#
            try Data(manifest.utf8).write(to: URL(fileURLWithPath: folder + "/manifest.json"))
            ids.append(id)
        }
        #expect(try await fixture.shell("ls | wc -l", on: Snapshot(id: ids[199])) == "200\n")
        let error = await #expect(throws: AirlockError.self) {
            try await fixture.shell("true", on: Snapshot(id: ids[299]))
        }
        #expect(error?.code == .limitExceeded)
        #expect(error?.message.contains("300 snapshots") == true)
    }
}
