import AirlockCore
import AirlockTestKit
import Testing

@testable import AirlockSandbox

/// Random scripts in the sandbox, against the same scripts on a plain folder.
@Suite struct MutationTests {
    /// Scripts on top of each other.
    private static let count = 125

    @Test(arguments: 0..<4)
    func `random scripts leave their base alone when dropped, and a plain copy's tree when kept`(
        _ job: Int
    ) async throws {
        let fixture = try SandboxFixture()
        let first = job * Self.count
        let plain = try PlainTree(folder: fixture.folder + "/plain", first: first, count: Self.count)
        try #require(plain.listings.count == Self.count + 1)
        let store = await fixture.sandbox.store
        var snapshots = [Snapshot.empty]
        for step in 0..<Self.count {
            let (seed, base, before) = (first + step, snapshots[step], plain.listings[step])
            async let seen = fixture.dropped(MutationScript.listing(thenSeed: seed), on: base)
            async let next = fixture.kept(MutationScript.changing(seed: seed), on: base)
            try #require(try await seen == before, "before seed \(seed), as mounted")
            snapshots.append(try await next)
            try #require(try store.view(of: base).listing() == before, "the base of seed \(seed) after a drop")
            let listing = try store.view(of: snapshots[step + 1]).listing()
            try #require(listing == plain.listings[step + 1], "seed \(seed), as kept")
            try #require(try store.chain(of: snapshots[step + 1]).count <= 64, "too many layers at seed \(seed)")
        }
        let seen = try await fixture.dropped(MutationScript.listing, on: snapshots[Self.count])
        #expect(seen == plain.listings[Self.count])
        try Self.check(try await fixture.reopen().store, snapshots, plain)
    }

    /// Snapshots in the middle of what was merged, at another start, with and without the merged layers.
    private static func check(_ store: LayerStore, _ snapshots: [Snapshot], _ plain: PlainTree) throws {
        for index in Array(stride(from: 0, to: count, by: 11)) + [count] {
            #expect(try store.view(of: snapshots[index]).listing() == plain.listings[index])
            #expect(try store.chain(of: snapshots[index], isPlain: true).count == index)
            #expect(try store.view(of: snapshots[index], isPlain: true).listing() == plain.listings[index])
        }
    }
}

extension SandboxFixture {
    /// What a program prints whose branch is then dropped.
    func dropped(_ argv: [String], on base: Snapshot) async throws -> String {
        let result = try await run(argv, on: base) { $0.outputBytes = 1 << 20 }
        guard result.exitStatus == 0 else { throw Self.failure(result) }
        return String(decoding: result.standardOutput.dropLast(), as: UTF8.self)
    }

    func kept(_ argv: [String], on base: Snapshot) async throws -> Snapshot {
        try await SandboxConformance.keep(in: sandbox, on: base) { workspace in
            let result = try await workspace.run(Program(argv, limits: SandboxConformance.limits))
            guard result.exitStatus == 0 else { throw Self.failure(result) }
        }
    }

    private static func failure(_ result: ProgramResult) -> AirlockError {
        AirlockError(.commandFailed, String(decoding: result.standardError, as: UTF8.self))
    }
}
