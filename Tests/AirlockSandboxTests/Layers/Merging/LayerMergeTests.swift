import AirlockCore
import AirlockTestKit
import Foundation
import Glibc
import Testing

@testable import AirlockSandbox

@Suite struct LayerMergeTests {
    /// Names that one file may have in the temporary folder.
    private static let linkLimit = pathconf(NSTemporaryDirectory(), Int32(_PC_LINK_MAX))

    @Test(.enabled(if: linkLimit <= 65_000, "only where a file's names are few enough to use up"))
    func `a file with as many names as it may have is copied`() throws {
        let folder = NSTemporaryDirectory() + "airlock-test-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["old", "new/d", "merged", "names"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        try Data("text".utf8).write(to: URL(fileURLWithPath: folder + "/old/f"))
        chmod(folder + "/old/f", 0o640)
        var number = 0
        while number <= Self.linkLimit, Glibc.link(folder + "/old/f", "\(folder)/names/\(number)") == 0 { number += 1 }
        try #require(errno == EMLINK)
        let (old, new) = (try tree(folder + "/old"), try tree(folder + "/new"))
        let merged = try tree(folder + "/merged")
        var merge = LayerMerge(
            range: MergedView(layers: [new, old]), lower: MergedView(layers: []), target: merged)
        try merge.run()
        #expect(merge.entries == 2)
        let (copy, original) = (try merged.entry(TreePath("f")), try old.entry(TreePath("f")))
        #expect(copy?.mode == 0o640 && copy?.links == 1 && copy?.modified == original?.modified)
        #expect(try merged.hash(TreePath("f")) == SHA256.hex(Array("text".utf8)))
    }

    @Test func `merging eight layers copies no bytes and leaves them as they were`() async throws {
        let fixture = try SandboxFixture()
        var snapshots = [Snapshot.empty]
        for number in 1...8 {
            snapshots.append(
                try await fixture.keep("head -c 1000000 /dev/urandom > f\(number)", on: snapshots[number - 1]))
        }
        let store = await fixture.sandbox.store
        let top = snapshots[8]
        let chain = try store.chain(of: top)
        #expect(chain.count == 1)
        for number in 1...8 {
            let path = TreePath("f\(number)")
            let (merged, own) = (try store.data(of: chain[0]), try store.data(of: snapshots[number].id))
            #expect(try merged.entry(path)?.inode == own.entry(path)?.inode)
            #expect(try own.names(in: .root).count == 1)
        }
        #expect(try store.chain(of: snapshots[7]).count == 7)
        #expect(try await fixture.shell("ls | wc -l", on: snapshots[7]) == "7\n")
        let error = await #expect(throws: AirlockError.self) {
            try await fixture.shell("ls", on: Snapshot(id: chain[0]))
        }
        #expect(error?.code == .notFound)
    }

    @Test func `a folder that only holds whiteouts of merged layers lists no ghosts`() async throws {
        let fixture = try SandboxFixture()
        var snapshot = try await fixture.keep("mkdir -p kept/in; echo > kept/f; echo > kept/g; touch z{1..9}")
        for script in [
            "mkdir d; echo > d/f; echo > d/g", "rm d/f", "rm kept/f", "rm -r kept/in; echo > kept/in",
            "rm kept/in; mkdir kept/in",
            "echo > kept/in/x", "rm kept/in/x", "rm d/g", "true > last",
        ] { snapshot = try await fixture.keep(script, on: snapshot) }
        #expect(try await fixture.sandbox.store.chain(of: snapshot).count <= 3)
        #expect(
            try await fixture.shell("find kept d | sort | tr '\\n' ' '; ls -a d kept/in | tr '\\n' ' '", on: snapshot)
                == "d kept kept/g kept/in d: . ..  kept/in: . .. ")
    }

    @Test func `a merge that can't be made costs nothing but a longer chain`() async throws {
        let fixture = try SandboxFixture()
        var snapshot = Snapshot.empty
        for number in 1...7 { snapshot = try await fixture.keep("echo > f\(number)", on: snapshot) }
        let first = try #require(try await fixture.sandbox.store.chain(of: snapshot).last)
        let place = "\(fixture.folder)/layers/\(first)/"
        // A layer that can't be opened makes the merge fail, not the step that asks for it.
        try FileManager.default.createDirectory(atPath: place + "data/f8", withIntermediateDirectories: true)
        let (_, branch) = try await fixture.sandbox.tryOut(
            try SandboxConformance.trial { try await $0.write("x", to: "g") }, on: snapshot)
        try FileManager.default.moveItem(atPath: place + "data", toPath: place + "away")
        let kept = try await fixture.sandbox.promote(try SandboxConformance.promotion(of: branch))
        #expect(try await fixture.sandbox.store.chain(of: kept).count == 8)
        try FileManager.default.moveItem(atPath: place + "away", toPath: place + "data")
        let next = try await fixture.keep("echo > h", on: kept)
        #expect(try await fixture.sandbox.store.chain(of: next).count < 8)
        #expect(try await fixture.shell("ls | wc -l", on: next) == "10\n")
        #expect(try await fixture.sandbox.recover() == [])
    }

    private func tree(_ path: String) throws -> FileTree { FileTree(root: try OpenFile.folder(path)) }
}
