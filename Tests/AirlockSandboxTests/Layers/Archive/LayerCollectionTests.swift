import AirlockCore
import AirlockTestKit
import Foundation
import Testing

@testable import AirlockSandbox

@Suite struct LayerCollectionTests {
    @Test func `whatever is kept looks the same after a collection and at the next start`() async throws {
        let fixture = try SandboxFixture()
        let trunk = try await fixture.mutated(first: 2000, count: 26)
        let fork = try await fixture.mutated(first: 3000, count: 10, on: trunk[11])
        let all = trunk + fork.dropFirst()
        let store = await fixture.sandbox.store
        let listings = try all.map { try store.view(of: $0).listing() }
        var kept = Set(all.indices)
        for seed in 0..<6 {
            kept = kept.filter { ($0 * 7 + seed * 13) % 11 > 3 }
            let sandbox = try fixture.reopen()
            let collection = try await sandbox.collect(keeping: Set(kept.map { all[$0] }), budget: 0)
            #expect(!collection.removed.isEmpty || seed > 2)
            for store in [await sandbox.store, try await fixture.reopen().store] {
                for index in kept { #expect(try store.view(of: all[index]).listing() == listings[index]) }
            }
            for index in kept.prefix(2) {
                #expect(try await fixture.dropped(MutationScript.listing, on: all[index]) == listings[index])
            }
        }
        let sandbox = try fixture.reopen()
        let rest = try await sandbox.collect(keeping: [], budget: 0)
        #expect(rest.leftBytes == 0)
        #expect(try fixture.layerNames() == ["empty", "trash"])
    }

    @Test func `the oldest go first, and no more than the budget asks for`() async throws {
        let fixture = try SandboxFixture()
        var snapshots = [Snapshot.empty]
        for number in 1...5 {
            snapshots.append(try await fixture.keep("head -c 1000000 /dev/urandom > f", on: snapshots[number - 1]))
        }
        let sandbox = try fixture.reopen()
        let whole = try await sandbox.collect(keeping: [], budget: 1 << 40)
        #expect(try whole.leftBytes == fixture.diskBytes())
        #expect(whole.removed.isEmpty)
        let some = try await sandbox.collect(keeping: [], budget: whole.leftBytes - 1_200_000)
        #expect(some.removed == [snapshots[1].id, snapshots[2].id])
        #expect(try some.leftBytes == fixture.diskBytes())
        #expect(some.leftBytes == whole.leftBytes - some.freedBytes)
    }

    @Test func `what layers share counts once and is freed with the last`() async throws {
        let fixture = try SandboxFixture()
        var snapshot = Snapshot.empty
        for number in 1...8 {
            snapshot = try await fixture.keep(
                "head -c 300000 /dev/urandom > f\(number); ln f\(number) g\(number)", on: snapshot)
        }
        let sandbox = try fixture.reopen()
        let listing = try await sandbox.store.view(of: snapshot).listing()
        let whole = try await sandbox.collect(keeping: [snapshot], budget: 1 << 40)
        #expect(try whole.leftBytes == fixture.diskBytes())
        #expect(whole.leftBytes < 8 * 400_000)
        // The merged layer carries all that they held.
        let rest = try await sandbox.collect(keeping: [snapshot], budget: 0)
        #expect(rest.removed.count == 8 && rest.freedBytes < 300_000)
        #expect(try rest.leftBytes == fixture.diskBytes())
        #expect(try await fixture.reopen().store.view(of: snapshot).listing() == listing)
        let next = try await fixture.reopen().store
        #expect(try next.chain(of: snapshot).count == 1)
    }

    @Test func `a branch that waits, its base, and what was mounted stay`() async throws {
        let fixture = try SandboxFixture()
        let base = try await fixture.keep("echo 1 > f")
        let other = try await fixture.keep("echo 2 > f")
        let trial = try SandboxConformance.trial { try await $0.write("x", to: "g") }
        let (_, branch) = try await fixture.sandbox.tryOut(trial, on: base)
        let unneeded = try await fixture.keep("echo 3 > f")
        let sandbox = try fixture.reopen()
        #expect(try await SandboxConformance.text("f", at: other, in: sandbox) == "2\n")
        #expect(try await sandbox.collect(keeping: [], budget: 0).removed == [unneeded.id])
        let kept = try await sandbox.promote(try SandboxConformance.promotion(of: branch))
        #expect(try await sandbox.read(try WorkspacePath("f"), at: kept, limit: 10) == Array("1\n".utf8))
        let unknown = try await fixture.reopen().collect(keeping: [Snapshot(id: "0123456789"), kept], budget: 0)
        #expect(unknown.removed == [other.id])
    }
}

extension SandboxFixture {
    /// What all layers take on the disk, by somebody else's count.
    func diskBytes() throws -> Int {
        let du = Process()
        du.executableURL = URL(fileURLWithPath: "/usr/bin/du")
        let names = try layerNames().filter { $0.count == 10 }
        du.arguments = ["-s", "-c", "-B1"] + names.map { "\(folder)/layers/\($0)" }
        let output = Pipe()
        du.standardOutput = output
        try du.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        du.waitUntilExit()
        return text.split(separator: "\n").last.flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
    }
}
