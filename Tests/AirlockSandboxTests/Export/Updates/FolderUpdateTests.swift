import AirlockCore
import AirlockTestKit
import Foundation
import Glibc
import Testing

@testable import AirlockSandbox

/// Exports into the folder that a job was imported from.
@Suite struct FolderUpdateTests {
    private static let original = [
        "keep": "1", "change": "2", "gone": "3", "d/f": "4", "d/g": "5", "away/x": "6", "away/in/y": "7",
        "to-folder": "8",
        "to-file/z": "9", "run": "10", ".git/config": "host",
    ]
    private static let script = """
        printf new > change; rm gone; printf new > d/f; printf n > d/new; mkdir -p e/f empty; printf deep > e/f/g
        rm -r away to-folder to-file; mkdir to-folder; printf n > to-folder/n; printf n > to-file; chmod 755 run
        ln -s keep link; mkfifo pipe; printf evil > .git/config; mkdir sub; mkdir sub/.GIT; printf e > sub/.GIT/hooks
        chmod 600 keep; chmod 700 d
        """
    private static let result = [
        "keep": "1", "change": "new", "d/f": "new", "d/g": "5", "d/new": "n", "e/f/g": "deep", "to-folder/n": "n",
        "to-file": "n", "run": "10", ".git/config": "host",
    ]

    @Test func `what changed goes back to the host, and nothing else`() async throws {
        let (fixture, base, snapshot) = try await Self.imported()
        let folder = fixture.folder + "/host"
        let trial = try await fixture.sandbox.apply(snapshot, since: base, to: folder, isTrial: true)
        #expect(try Self.files(folder) == Self.original)
        let applied = try await fixture.sandbox.apply(snapshot, since: base, to: folder, isTrial: false)
        #expect(try Self.files(folder) == Self.result)
        #expect(applied.changes == trial.changes && applied.isApplied && !trial.isApplied)
        #expect(
            applied.changes.map { "\($0.kind) \($0.path)" } == [
                "deleted away", "deleted away/in", "deleted away/in/y", "deleted away/x", "changed change",
                "changed d/f",
                "added d/new", "added e", "added e/f", "added e/f/g", "added empty", "deleted gone", "changed run",
                "added sub", "changed to-file", "deleted to-file/z", "changed to-folder", "added to-folder/n",
            ])
        #expect(applied.conflicts == [])
        #expect(applied.skipped == [".git/config", "link", "pipe", "sub/.GIT", "sub/.GIT/hooks"])
        #expect(try Self.mode(folder + "/run") == 0o755 && Self.mode(folder + "/e") == 0o755)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix(".air") } == [])
        let again = try await fixture.sandbox.apply(snapshot, since: base, to: folder, isTrial: false)
        #expect(again.changes == [])
    }

    @Test(arguments: [
        ("printf mine > change", ["change"]), ("printf mine > d/new", ["d/new"]), ("printf mine > gone", ["gone"]),
        ("rm d/f", ["d/f"]), ("rm change; mkdir change", ["change"]), ("printf mine > to-file/own", ["to-file"]),
        ("printf mine > e", ["e", "e/f", "e/f/g"]), ("rm change; ln -s keep change", ["change"]),
        ("mv d real; ln -s real d", ["d/f", "d/new"]), ("printf mine > to-folder", ["to-folder", "to-folder/n"]),
    ])
    func `what the host changed too is a conflict, and then nothing is written`(
        _ edit: String, _ conflicts: [String]
    ) async throws {
        let (fixture, base, snapshot) = try await Self.imported()
        let folder = fixture.folder + "/host"
        try Self.edit(folder, edit)
        let before = try Self.files(folder)
        let trial = try await fixture.sandbox.apply(snapshot, since: base, to: folder, isTrial: true)
        #expect(trial.conflicts == conflicts)
        let error = await #expect(throws: AirlockError.self) {
            try await fixture.sandbox.apply(snapshot, since: base, to: folder, isTrial: false)
        }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("\"\(conflicts[0])\"") == true)
        #expect(try Self.files(folder) == before)
    }

    @Test func `what the host has already or has besides is no conflict`() async throws {
        let (fixture, base, snapshot) = try await Self.imported()
        let folder = fixture.folder + "/host"
        try Self.edit(folder, "printf new > change; rm gone; printf own > own; printf own > away/own; rm away/x")
        let applied = try await fixture.sandbox.apply(snapshot, since: base, to: folder, isTrial: false)
        #expect(applied.skipped.contains("away"))
        let paths = applied.changes.map(\.path)
        #expect(!paths.contains("change") && !paths.contains("gone") && paths.contains("away/in"))
        #expect(try Self.files(folder) == Self.result.merging(["own": "own", "away/own": "own"]) { $1 })
    }

    @Test func `an update that was interrupted anywhere is finished by the next`() async throws {
        let (fixture, base, snapshot) = try await Self.imported()
        let store = await fixture.sandbox.store
        let differences = try store.differences(from: base, to: snapshot)
        for count in 0...18 {
            let folder = fixture.folder + "/host\(count)"
            try Self.write(Self.original, to: folder)
            let target = try store.folderToUpdate(folder)
            let plan = try FolderUpdatePlan(differences, target: target, excluded: [])
            try #require(plan.steps.count == 18)
            do {
                // As a crash leaves it: the stage stays, full.
                let stage = try UpdateStage(in: target)
                _ = try stage.tree.open(TreePath("7"), O_WRONLY | O_CREAT, mode: 0o600)
                let steps = count.isMultiple(of: 2) ? plan.steps.prefix(count) : plan.steps.suffix(count)
                let possible = steps.filter { $0.change.before?.type != .folder || $0.isDeletion == false }
                try? FolderUpdate(target: target, view: try store.view(of: snapshot), stage: stage).apply(possible)
            }
            let applied = try await fixture.sandbox.apply(snapshot, since: base, to: folder, isTrial: false)
            #expect(applied.conflicts == [])
            #expect(try Self.files(folder) == Self.result, "after \(count) steps")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix(".air") } == [])
        }
    }

    @Test func `a change of the host's between plan and step is seen right before the step`() async throws {
        let (fixture, base, snapshot) = try await Self.imported()
        let store = await fixture.sandbox.store
        let differences = try store.differences(from: base, to: snapshot)
        for (number, edit) in ["printf mine > change", "printf mine > d/new", "printf mine > gone"].enumerated() {
            let folder = fixture.folder + "/host\(number)"
            try Self.write(Self.original, to: folder)
            let target = try store.folderToUpdate(folder)
            let plan = try FolderUpdatePlan(differences, target: target, excluded: [])
            try Self.edit(folder, edit)
            let stage = try UpdateStage(in: target)
            let error = #expect(throws: AirlockError.self) {
                try FolderUpdate(target: target, view: try store.view(of: snapshot), stage: stage).apply(plan.steps)
            }
            #expect(error?.code == .conflict)
            let path = try #require(edit.split(separator: " ").last)
            #expect(try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8) == "mine")
        }
    }

    @Test func `Airlock's own state below the folder is left alone`() async throws {
        let fixture = try SandboxFixture()
        let home = fixture.folder + "/home"
        try Self.write(["f": "1", "state/config.yaml": "mine"], to: home)
        let sandbox = try OverlaySandbox(
            folder: home + "/state/layers", toolchains: [], temporaryBytes: 16 << 20, runtime: fixture.runtime)
        let base = try await sandbox.importFolder(home)
        let snapshot = try await SandboxConformance.keep(in: sandbox, on: base) { workspace in
            try await workspace.write("evil", to: "state/config.yaml")
            try await workspace.write("evil", to: "state/layers/x")
            try await workspace.write("2", to: "f")
        }
        let applied = try await sandbox.apply(snapshot, since: base, to: home, isTrial: false)
        #expect(applied.changes.map(\.path) == ["f"])
        #expect(applied.skipped == ["state/config.yaml", "state/layers", "state/layers/x"])
        #expect(try String(contentsOfFile: home + "/state/config.yaml", encoding: .utf8) == "mine")
        for (path, code) in [
            (home + "/state", AirlockError.Code.invalidRequest), (home + "/none", .notFound), ("x", .invalidRequest),
        ] {
            let error = await #expect(throws: AirlockError.self) {
                try await sandbox.apply(snapshot, since: base, to: path, isTrial: false)
            }
            #expect(error?.code == code)
        }
    }

    @Test func `a folder that is swapped for a symlink meanwhile leads nowhere`() async throws {
        let (fixture, base, snapshot) = try await Self.imported()
        let (folder, outside) = (fixture.folder + "/host", fixture.folder + "/outside")
        try Self.write(["f": "4", "g": "5"], to: outside)
        let store = await fixture.sandbox.store
        let target = try store.folderToUpdate(folder)
        let plan = try FolderUpdatePlan(
            try store.differences(from: base, to: snapshot), target: target, excluded: [])
        try Self.edit(folder, "rm -r d; ln -s \(outside) d")
        let stage = try UpdateStage(in: target)
        #expect(throws: (any Error).self) {
            try FolderUpdate(target: target, view: try store.view(of: snapshot), stage: stage).apply(plan.steps)
        }
        #expect(try Self.files(outside) == ["f": "4", "g": "5"])
    }

    // MARK: Host folders

    private static func imported() async throws -> (SandboxFixture, Snapshot, Snapshot) {
        let fixture = try SandboxFixture()
        try write(original, to: fixture.folder + "/host")
        let base = try await fixture.sandbox.importFolder(fixture.folder + "/host")
        return (fixture, base, try await fixture.keep(script, on: base))
    }

    private static func write(_ files: [String: String], to folder: String) throws {
        for (path, text) in files {
            let url = URL(fileURLWithPath: "\(folder)/\(path)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
            chmod(url.path, 0o644)
        }
    }

    /// Texts of regular files by path; symlinks aren't followed.
    private static func files(_ folder: String) throws -> [String: String] {
        var files: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(path)")
            guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
            files[path] = try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
        }
        return files
    }

    private static func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    /// Does to a host folder what its owner might.
    private static func edit(_ folder: String, _ script: String) throws {
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-ec", script]
        shell.currentDirectoryURL = URL(fileURLWithPath: folder)
        try shell.run()
        shell.waitUntilExit()
        try #require(shell.terminationStatus == 0)
    }
}
