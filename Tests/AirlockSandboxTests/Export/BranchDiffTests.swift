import AirlockCore
import AirlockSandbox
import AirlockTestKit
import Testing

@Suite struct BranchDiffTests {
    @Test func `a diff shows text line by line and the rest by size`() async throws {
        let fixture = try SandboxFixture()
        let base = try await fixture.keep("seq 1 20 > n; echo gone > old; chmod 644 n; head -c 10 /dev/zero > bin")
        let branch = try await branch(
            fixture,
            "sed -i s/10/ten/ n; rm old; echo new > fresh; chmod 755 n; head -c 30 /dev/zero > bin; ln -s n l; mkdir d",
            on: base)
        #expect(
            try await fixture.sandbox.diff(of: branch, limit: 10_000) == """
                changed file bin: 10 → 30 bytes, not shown as text
                added folder d
                --- /dev/null
                +++ b/fresh
                @@ -0,0 +1,1 @@
                +new
                added symlink l → n
                mode of n: 644 → 755
                --- a/n
                +++ b/n
                @@ -7,7 +7,7 @@
                 7
                 8
                 9
                -10
                +ten
                 11
                 12
                 13
                --- a/old
                +++ /dev/null
                @@ -1,1 +0,0 @@
                -gone

                """)
        let cut = try await fixture.sandbox.diff(of: branch, limit: 80)
        #expect(cut.hasSuffix("added folder d\n[… 4 more changed paths left out …]\n"))
        await fixture.sandbox.drop(branch.id)
        let error = await #expect(throws: AirlockError.self) { try await fixture.sandbox.diff(of: branch, limit: 80) }
        #expect(error?.code == .notFound)
    }

    @Test func `a diff spells control characters out`() async throws {
        let fixture = try SandboxFixture()
        let branch = try await branch(fixture, "printf 'a\\033[2Jb' > \"$(printf 'x\\ny')\"", on: .empty)
        #expect(
            try await fixture.sandbox.diff(of: branch, limit: 1000) == """
                --- /dev/null
                +++ b/x\\x0ay
                @@ -0,0 +1,2 @@
                +a\\x1b[2Jb
                +\\ No newline at end of file

                """)
    }

    @Test func `a diff spells out characters that reorder or hide text`() async throws {
        let fixture = try SandboxFixture()
        let script = "printf 'a\u{202e}b\u{2028}\u{e000}é\u{1f600}\n' > 'x\u{200b}y'; ln -s 't\u{2066}' l"
        let branch = try await branch(fixture, script, on: .empty)
        #expect(
            try await fixture.sandbox.diff(of: branch, limit: 1000) == """
                added symlink l → t\\u{2066}
                --- /dev/null
                +++ b/x\\u{200b}y
                @@ -0,0 +1,1 @@
                +a\\u{202e}b\\u{2028}\\u{e000}é\u{1f600}

                """)
    }

    private func branch(_ fixture: SandboxFixture, _ script: String, on base: Snapshot) async throws -> SealedBranch {
        let trial = try SandboxConformance.trial { workspace in
            _ = try await workspace.run(Program(["/bin/sh", "-ec", script], limits: SandboxConformance.limits))
        }
        return try await fixture.sandbox.tryOut(trial, on: base).1
    }
}
