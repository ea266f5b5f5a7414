import AirlockCore
import AirlockTestKit
import Testing

@testable import AirlockSandbox

/// What is measured, against what was done.
@Suite struct MeasureTests {
    private static let tree = "mkdir -p d/e; echo 1 > f; echo 2 > d/g; echo 3 > d/e/h; ln -s f link"

    @Test func `new files, folders, symlinks and others are measured as added`() async throws {
        #expect(
            try await SandboxFixture().changes(Self.tree + "; mkfifo p") == [
                "added folder d", "added folder d/e", "added file d/e/h", "added file d/g", "added file f",
                "added symlink link", "added other p",
            ])
    }

    @Test func `a deleted folder is measured with all that was in it`() async throws {
        let fixture = try SandboxFixture()
        let base = try await fixture.keep(Self.tree)
        #expect(
            try await fixture.changes("rm -r d f", on: base) == [
                "deleted folder d", "deleted folder d/e", "deleted file d/e/h", "deleted file d/g", "deleted file f",
            ])
    }

    @Test func `a folder that was made anew deletes what isn't in it any more`() async throws {
        let fixture = try SandboxFixture()
        let base = try await fixture.keep(Self.tree)
        let changes = try await fixture.changes("rm -r d; mkdir d; echo 2 > d/g; echo new > d/i", on: base)
        #expect(changes == ["deleted folder d/e", "deleted file d/e/h", "added file d/i"])
    }

    @Test func `folders that were made anew below each other delete what isn't in any of them`() async throws {
        let fixture = try SandboxFixture()
        let base = try await fixture.keep("mkdir -p a/b/c; echo 1 > a/b/x; echo 2 > a/b/c/y; echo 3 > a/z")
        let script = "rm -r a; mkdir -p a/b/c; echo > a/b/new"
        #expect(
            try await fixture.changes(script, on: base) == [
                "deleted file a/b/c/y", "added file a/b/new", "deleted file a/b/x", "deleted file a/z",
            ])
        let next = try await fixture.keep(script, on: base)
        #expect(try await fixture.shell("find a | sort | tr '\\n' ' '", on: next) == "a a/b a/b/c a/b/new ")
        #expect(try await fixture.changes("rm -r a", on: next).count == 4)
    }

    @Test func `what was there before is measured with what is there now`() async throws {
        let fixture = try SandboxFixture()
        let base = try await fixture.keep(Self.tree + "; chmod 640 f; rm d/e/h; rmdir d/e")
        let effect = try await SandboxConformance.measure(in: fixture.sandbox, on: base) { workspace in
            let script = "rm f; echo 22 > d/g; ln -sf d link; chmod 700 d; echo > new"
            _ = try await workspace.run(Program(["/bin/sh", "-ec", script], limits: SandboxConformance.limits))
        }
        func hash(_ text: String) -> String { SHA256.hex(Array(text.utf8)) }
        #expect(
            effect.changes.map(\.before) == [
                FileState(type: .folder, mode: 0o755, size: 0, sha256: nil),
                FileState(type: .file, mode: 0o644, size: 2, sha256: hash("2\n")),
                FileState(type: .file, mode: 0o640, size: 2, sha256: hash("1\n")),
                FileState(type: .symlink, mode: 0, size: 1, sha256: hash("f")), nil,
            ])
        #expect(effect.changes.map(\.path) == ["d", "d/g", "f", "link", "new"])
        #expect(effect.digest == (try JSONValue(encoding: effect.changes)).sha256)
    }

    @Test func `what was there before is never too large to be deleted, only to be hashed`() async throws {
        let fixture = try SandboxFixture()
        let base = try await fixture.keep("echo 1 > a; echo 22 > b; echo 333 > c; echo 4 > same")
        let trial = try SandboxConformance.trial { workspace in
            let script = "rm a b; echo x > c; touch same"
            _ = try await workspace.run(Program(["/bin/sh", "-ec", script], limits: SandboxConformance.limits))
        }
        let (_, branch) = try await fixture.sandbox.tryOut(trial, on: base)
        let store = await fixture.sandbox.store
        let changes = try EffectMeasure.changes(
            upper: try store.data(of: branch.id), lower: try store.view(of: base), limits: MeasureLimits(bytesBefore: 3)
        )
        #expect(changes.map(\.path) == ["a", "b", "c"])
        #expect(changes.map { $0.before?.size } == [2, 3, 4])
        #expect(changes.map { $0.before?.sha256 == nil } == [false, true, true])
    }

    @Test func `a rename is a deletion and an addition`() async throws {
        let fixture = try SandboxFixture()
        let base = try await fixture.keep(Self.tree)
        #expect(try await fixture.changes("mv f z", on: base) == ["deleted file f", "added file z"])
        #expect(
            try await fixture.changes("mv d q", on: base) == [
                "deleted folder d", "deleted folder d/e", "deleted file d/e/h", "deleted file d/g", "added folder q",
                "added folder q/e", "added file q/e/h", "added file q/g",
            ])
    }

    @Test func `a file in a folder's place and the reverse are changes`() async throws {
        let fixture = try SandboxFixture()
        let base = try await fixture.keep(Self.tree)
        #expect(
            try await fixture.changes("rm -r d; echo x > d; rm f; mkdir f; echo y > f/y", on: base) == [
                "changed file d", "deleted folder d/e", "deleted file d/e/h", "deleted file d/g", "changed folder f",
                "added file f/y",
            ])
    }

    @Test func `a mode is a change, a touch is none`() async throws {
        let fixture = try SandboxFixture()
        let base = try await fixture.keep(Self.tree)
        #expect(
            try await fixture.changes("chmod +x f; chmod 700 d", on: base) == ["changed folder d", "changed file f"])
        #expect(try await fixture.changes("touch f d/e/h; ln -sf f link", on: base) == [])
    }

    @Test func `deletions reach through several layers`() async throws {
        let fixture = try SandboxFixture()
        let first = try await fixture.keep(Self.tree)
        let second = try await fixture.keep("rm d/g; echo 4 > d/e/j; rm f", on: first)
        #expect(try await fixture.changes("echo again > f", on: second) == ["added file f"])
        #expect(
            try await fixture.changes("rm -r d", on: second) == [
                "deleted folder d", "deleted folder d/e", "deleted file d/e/h", "deleted file d/e/j",
            ])
        #expect(
            try await fixture.shell("find . | sort | tr '\\n' ' '", on: second) == ". ./d ./d/e ./d/e/h ./d/e/j ./link "
        )
    }

    @Test func `hostile names and modes are measured and removed`() async throws {
        let fixture = try SandboxFixture()
        let script = """
            printf x > "$(printf 'esc\\033[2J\\nline')"; printf x > "$(printf 'not\\377utf8')"; printf x > 'back\\slash'
            mkdir locked; echo s > locked/secret; chmod 000 locked/secret locked; printf x > suid; chmod 4755 suid; chmod 0 .
            """
        #expect(
            try await fixture.changes(script) == [
                "added file back\\slash", "added file esc\u{1b}[2J\nline", "added folder locked",
                "added file locked/secret", "added file not\\xffutf8", "added file suid",
            ])
        let kept = try await fixture.keep(script)
        #expect(
            try await fixture.shell("stat -c '%a' suid locked locked/secret | tr '\\n' ' '", on: kept) == "755 700 400 "
        )
        #expect(try await fixture.sandbox.recover() == [])
    }

    @Test func `a sparse file of terabytes isn't read`() async throws {
        let fixture = try SandboxFixture()
        var limits = SandboxConformance.limits
        limits.fileBytes = 1 << 42
        let program = Program(["truncate", "-s", "1T", "f"], limits: limits)
        let error = await #expect(throws: AirlockError.self) {
            try await SandboxConformance.measure(in: fixture.sandbox, on: .empty) { workspace in
                let result = try await workspace.run(program)
                #expect(result.exitStatus == 0)
            }
        }
        #expect(error?.code == .limitExceeded)
        #expect(try fixture.layerNames() == ["empty", "trash"])
    }

    @Test func `a tree as deep as paths go is removed`() async throws {
        let fixture = try SandboxFixture()
        let script = "import os\nfor i in range(1500):\n  os.mkdir('dddd'); os.chdir('dddd')\nopen('f','w').close()"
        let error = await #expect(throws: AirlockError.self) {
            try await SandboxConformance.measure(in: fixture.sandbox, on: .empty) { workspace in
                let program = Program(["python3", "-c", script], limits: SandboxConformance.limits)
                let result = try await workspace.run(program)
                #expect(result.exitStatus == 0)
            }
        }
        #expect(error?.code == .limitExceeded)
        #expect(try fixture.layerNames() == ["empty", "trash"])
        #expect(try fixture.trashNames() == [])
    }
}
