import AirlockCore
import AirlockTestKit
import Foundation
import Testing

@testable import AirlockSandbox

/// What leaves the sandbox and what enters it.
@Suite struct ExportTests {
    @Test func `plain files leave with masked modes, everything else is named`() async throws {
        let fixture = try SandboxFixture()
        let base = try await fixture.keep(
            """
            mkdir -p a/b; echo 1 > a/b/one; echo 2 > two; chmod 4777 two; ln -s /etc/passwd link; ln -s a folderlink
            mkfifo pipe; mkdir sub; echo gitdir: /x > sub/.git
            """)
        let snapshot = try await fixture.keep("rm a/b/one; echo 3 > a/three", on: base)
        let out = fixture.folder + "/out"
        let export = try await fixture.sandbox.export(snapshot, to: out)
        #expect(export.files == 2)
        #expect(export.skipped == ["folderlink", "link", "pipe", "sub/.git"])
        #expect(
            try FileManager.default.subpathsOfDirectory(atPath: out).sorted() == ["a", "a/b", "a/three", "sub", "two"])
        let mode = try FileManager.default.attributesOfItem(atPath: out + "/two")[.posixPermissions] as? Int
        #expect(mode == 0o755)
        let error = await #expect(throws: AirlockError.self) { try await fixture.sandbox.export(snapshot, to: out) }
        #expect(error?.code == .conflict)
    }

    @Test func `a hostile repository leaves as its commits alone`() async throws {
        let fixture = try SandboxFixture()
        let snapshot = try await fixture.keep(
            """
            mkdir p; cd p; git init -q -b trunk; echo hello > file; ln -s /etc/passwd evil
            printf '#!/bin/sh\\ntrue\\n' > run.sh; chmod +x run.sh
            printf '*.txt filter=bad\\n' > .gitattributes; printf 'ignored\\n' > .gitignore
            git add .; git commit -qm first; git branch other; git tag v1
            echo loose > loose.txt; echo changed >> file; echo no > ignored
            printf '#!/bin/sh\\ntouch /workspace/p/hooked\\n' > .git/hooks/post-checkout; chmod +x .git/hooks/post-checkout
            git config core.fsmonitor 'touch /tmp/x; false'; git config filter.bad.smudge 'touch /tmp/y'
            git config remote.origin.url ext::sh; echo /etc > .git/objects/info/alternates
            mkdir nested; cd nested; git init -q; echo n > n
            """)
        let out = fixture.folder + "/out"
        let export = try await fixture.sandbox.export(snapshot, to: out)
        let commit = try await fixture.shell("git -C p rev-parse HEAD", on: snapshot)
        #expect(
            export.repositories == [
                Export.Repository(path: "p", commitHash: commit.trimmingCharacters(in: .newlines), branch: "trunk"),
                Export.Repository(path: "p/nested", commitHash: nil, branch: nil),
            ])
        let names = try FileManager.default.subpathsOfDirectory(atPath: out + "/p")
            .filter { !$0.hasPrefix(".git/objects") && !$0.hasPrefix(".git/logs") }.sorted()
        #expect(
            names == [
                ".git", ".git/HEAD", ".git/config", ".git/index", ".git/refs", ".git/refs/heads",
                ".git/refs/heads/other", ".git/refs/heads/trunk", ".git/refs/tags", ".git/refs/tags/v1",
                ".gitattributes", ".gitignore", "evil", "file", "loose.txt", "nested", "nested/n", "run.sh",
            ])
        #expect(export.skipped == ["p/ignored", "p/nested/.git"])
        let config = try String(contentsOfFile: out + "/p/.git/config", encoding: .utf8)
        #expect(!config.contains("fsmonitor") && !config.contains("remote") && config.contains("symlinks = false"))
        #expect(try String(contentsOfFile: out + "/p/evil", encoding: .utf8) == "/etc/passwd")
        #expect(try String(contentsOfFile: out + "/p/file", encoding: .utf8) == "hello\nchanged\n")
        #expect(!FileManager.default.fileExists(atPath: out + "/p/.git/objects/info/alternates"))
        // Nothing of the two containers is left.
        #expect(try fixture.layerNames() == [snapshot.id, "empty", "trash"].sorted())
    }

    @Test func `repositories within one another leave each as a clone of its own`() async throws {
        let fixture = try SandboxFixture()
        let snapshot = try await fixture.keep(
            """
            git init -q -b a; mkdir -p in/deep ignored/x broken/.git; printf 'ignored\\n' > .gitignore; echo 1 > f
            git add .; git commit -qm a
            cd in; git init -q -b b; echo 2 > g; git add g; git commit -qm b
            cd deep; git init -q -b c; echo 3 > h; git add h; git commit -qm c
            cd ../../ignored; echo 4 > i; cd x; git init -q -b d; echo 5 > j; git add j; git commit -qm d
            cd ../../broken; echo 6 > k
            """)
        let out = fixture.folder + "/out"
        let export = try await fixture.sandbox.export(snapshot, to: out)
        #expect(export.repositories.map(\.path) == ["", "broken", "in", "ignored/x", "in/deep"])
        #expect(export.repositories.map(\.branch) == ["a", nil, "b", "d", "c"])
        for (file, text) in [("f", "1"), ("in/g", "2"), ("in/deep/h", "3"), ("ignored/x/j", "5"), ("broken/k", "6")] {
            #expect(try String(contentsOfFile: "\(out)/\(file)", encoding: .utf8) == text + "\n")
        }
        #expect(export.skipped == ["broken/.git", "ignored"])
    }

    @Test func `a repository leaves with its files as they are, committed or not`() async throws {
        let fixture = try SandboxFixture()
        let snapshot = try await fixture.keep(
            """
            git init -q -b main; mkdir d; for n in kept gone staged-gone changed hidden f d/x; do echo old > $n; done
            ln -s kept link; ln -s kept moved; git add .; git commit -qm one
            rm gone; git rm -q staged-gone; echo new > changed; git add changed; echo new > added; git add added
            git update-index --assume-unchanged hidden; echo new > hidden
            rm f; mkdir f; echo new > f/y; rm -r d; echo new > d; ln -sfn changed moved
            """)
        let out = fixture.folder + "/out"
        let export = try await fixture.sandbox.export(snapshot, to: out)
        #expect(export.repositories.map(\.branch) == ["main"])
        let names = try FileManager.default.subpathsOfDirectory(atPath: out).filter { !$0.hasPrefix(".git") }.sorted()
        #expect(names == ["added", "changed", "d", "f", "f/y", "hidden", "kept", "link"])
        for name in ["added", "changed", "d", "f/y", "hidden"] {
            #expect(try String(contentsOfFile: "\(out)/\(name)", encoding: .utf8) == "new\n")
        }
        #expect(export.skipped == ["moved"])
    }

    @Test func `an export that fails leaves nothing`() async throws {
        let fixture = try SandboxFixture()
        let snapshot = try await fixture.keep("echo x > f; echo y > g")
        let folder = try PartialFolder(for: fixture.folder + "/exports/out")
        var export = SnapshotExport(view: try await fixture.sandbox.store.view(of: snapshot), target: folder.tree)
        try export.copyPlainFiles()
        // Somebody else was faster.
        let taken = fixture.folder + "/exports/out/theirs"
        try FileManager.default.createDirectory(atPath: taken, withIntermediateDirectories: true)
        let error = #expect(throws: AirlockError.self) { try folder.finish() }
        #expect(error?.code == .conflict)
        // Nor is what another export still fills taken for a leftover.
        let other = try PartialFolder(for: fixture.folder + "/exports/out/../out2")
        _ = try? PartialFolder(for: fixture.folder + "/exports/out2").remove()
        #expect(try other.tree.names(in: .root).isEmpty)
        try other.finish()
        folder.remove()
        #expect(
            try FileManager.default.subpathsOfDirectory(atPath: fixture.folder + "/exports").sorted() == [
                "out", "out/theirs", "out2",
            ])
    }

    @Test func `an export appears whole or not at all`() async throws {
        let fixture = try SandboxFixture()
        let snapshot = try await fixture.keep("echo x > f")
        let out = fixture.folder + "/exports/out"
        let crashed = out + ".partial-0123456789abcdef"
        let others = [out + ".partial-mine", fixture.folder + "/exports/other.partial-0123456789abcdef"]
        for folder in [crashed + "/half"] + others {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        #expect(try await fixture.sandbox.export(snapshot, to: out + "/").files == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: out) == ["f"])
        let left = try FileManager.default.contentsOfDirectory(atPath: fixture.folder + "/exports").sorted()
        #expect(left == ["other.partial-0123456789abcdef", "out", "out.partial-mine"])
        let error = await #expect(throws: AirlockError.self) { try await fixture.sandbox.export(snapshot, to: out) }
        #expect(error?.code == .conflict)
        let unknown = await #expect(throws: AirlockError.self) {
            try await fixture.sandbox.export(Snapshot(id: "0123456789"), to: out + "2")
        }
        #expect(unknown?.code == .notFound)
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.folder + "/exports").count == 3)
    }

    @Test func `a repository without a commit leaves as plain files`() async throws {
        let fixture = try SandboxFixture()
        let snapshot = try await fixture.keep("git init -q; echo x > f")
        let export = try await fixture.sandbox.export(snapshot, to: fixture.folder + "/out")
        #expect(export.repositories == [Export.Repository(path: "", commitHash: nil, branch: nil)])
        #expect(export.skipped == [".git"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.folder + "/out") == ["f"])
    }

    @Test func `a host folder becomes a snapshot and isn't written`() async throws {
        let fixture = try SandboxFixture()
        let folder = fixture.folder + "/in"
        try FileManager.default.createDirectory(atPath: folder + "/d", withIntermediateDirectories: true)
        try Data("text".utf8).write(to: URL(fileURLWithPath: folder + "/d/f"))
        for (name, target) in [("d/up", "../d/f"), ("out", "../x"), ("root", "/etc")] {
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(name)", withDestinationPath: target)
        }
        let snapshot = try await fixture.sandbox.importFolder(folder)
        #expect(try await fixture.shell("find . | sort | tr '\\n' ' '", on: snapshot) == ". ./d ./d/f ./d/up ")
        let next = try await fixture.keep("echo more >> d/f; cat d/up > seen", on: snapshot)
        #expect(try await fixture.shell("cat seen", on: next) == "textmore\n")
        #expect(try String(contentsOfFile: folder + "/d/f", encoding: .utf8) == "text")
        let error = await #expect(throws: AirlockError.self) {
            try await fixture.sandbox.importFolder(folder + "/none")
        }
        #expect(error?.code == .notFound)
    }

    @Test func `an import leaves the state folder out`() async throws {
        let fixture = try SandboxFixture()
        let home = fixture.folder + "/home"
        try FileManager.default.createDirectory(atPath: home + "/state/secrets", withIntermediateDirectories: true)
        try Data("key".utf8).write(to: URL(fileURLWithPath: home + "/state/secrets/key"))
        try Data("text".utf8).write(to: URL(fileURLWithPath: home + "/f"))
        let sandbox = try OverlaySandbox(
            folder: home + "/state/layers", toolchains: [], temporaryBytes: 16 << 20,
            runtime: try RuntimeKind.bubblewrap.runtime)
        let snapshot = try await sandbox.importFolder(home)
        let out = fixture.folder + "/out"
        #expect(try await sandbox.export(snapshot, to: out).files == 1)
        #expect(try FileManager.default.subpathsOfDirectory(atPath: out) == ["f"])
        for own in [home + "/state", home + "/state/layers"] {
            let error = await #expect(throws: AirlockError.self) { try await sandbox.importFolder(own) }
            #expect(error?.code == .invalidRequest)
        }
    }
}
