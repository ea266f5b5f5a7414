import AirlockCore

extension SandboxConformance {
    @Sendable static func keepsWhatWasPromoted(_ sandbox: any Sandbox) async throws {
        let first = try await keep(in: sandbox, on: .empty) { try await $0.write("one", to: "a/b/one.txt") }
        let second = try await keep(in: sandbox, on: first) { try await $0.write("two", to: "two.txt") }
        try expect(try await text("a/b/one.txt", at: second, in: sandbox) == "one", "the older file is there")
        try expect(try await text("two.txt", at: second, in: sandbox) == "two", "the newer file is there")
    }

    @Sendable static func leavesTheBaseAlone(_ sandbox: any Sandbox) async throws {
        let base = try await keep(in: sandbox, on: .empty) { try await $0.write("old", to: "f") }
        let next = try await keep(in: sandbox, on: base) { try await $0.write("new", to: "f") }
        try expect(try await text("f", at: base, in: sandbox) == "old", "the base still has the old text")
        try expect(try await text("f", at: next, in: sandbox) == "new", "the snapshot has the new text")
        try expect(try await text("f", at: .empty, in: sandbox) == nil, "the empty snapshot is still empty")
    }

    @Sendable static func separatesBranches(_ sandbox: any Sandbox) async throws {
        let base = try await keep(in: sandbox, on: .empty) { try await $0.write("base", to: "f") }
        let (_, left) = try await sandbox.tryOut(try trial { try await $0.write("left", to: "l") }, on: base)
        let (_, right) = try await sandbox.tryOut(try trial { try await $0.write("right", to: "r") }, on: base)
        try expect(left.id != right.id && left.base == base && right.base == base, "the branches are told apart")
        let kept = try await sandbox.promote(try promotion(of: right))
        try expect(try await text("l", at: kept, in: sandbox) == nil, "the other branch's file isn't there")
        try expect(try await text("r", at: kept, in: sandbox) == "right", "its own file is")
        await sandbox.drop(left.id)
    }

    @Sendable static func forgetsWhatThrew(_ sandbox: any Sandbox) async throws {
        let base = try await keep(in: sandbox, on: .empty) { try await $0.write("base", to: "f") }
        try await expect([.commandFailed], "work that throws") {
            _ = try await sandbox.tryOut(
                try trial { workspace in
                    try await workspace.write("half", to: "f")
                    throw AirlockError(.commandFailed, "on purpose")
                }, on: base)
        }
        try expect(try await text("f", at: base, in: sandbox) == "base", "the base is untouched")
    }

    @Sendable static func refusesTheDropped(_ sandbox: any Sandbox) async throws {
        let (_, branch) = try await sandbox.tryOut(try trial { try await $0.write("x", to: "f") }, on: .empty)
        await sandbox.drop(branch.id)
        try await expect([.notFound], "promoting a dropped branch") {
            _ = try await sandbox.promote(try promotion(of: branch))
        }
    }

    @Sendable static func promotesOnce(_ sandbox: any Sandbox) async throws {
        let (_, branch) = try await sandbox.tryOut(try trial { try await $0.write("x", to: "f") }, on: .empty)
        let snapshot = try await sandbox.promote(try promotion(of: branch))
        try await expect([.conflict, .notFound], "promoting a branch again") {
            _ = try await sandbox.promote(try promotion(of: branch))
        }
        await sandbox.drop(branch.id)
        try expect(try await text("f", at: snapshot, in: sandbox) == "x", "dropping it afterwards takes nothing away")
    }

    @Sendable static func dropsTwice(_ sandbox: any Sandbox) async throws {
        let (_, branch) = try await sandbox.tryOut(try trial { try await $0.write("x", to: "f") }, on: .empty)
        await sandbox.drop(branch.id)
        await sandbox.drop(branch.id)
        await sandbox.drop("../../etc")
    }

    @Sendable static func keepsTheUntouched(_ sandbox: any Sandbox) async throws {
        let base = try await keep(in: sandbox, on: .empty) { try await $0.write("base", to: "f") }
        let (_, branch) = try await sandbox.tryOut(try trial { _ in }, on: base)
        try expect(branch.effect.changes.isEmpty, "nothing was changed")
        try expect(try await sandbox.promote(try promotion(of: branch)) == base, "the snapshot doesn't move")
    }

    @Sendable static func readsWithoutChange(_ sandbox: any Sandbox) async throws {
        let base = try await keep(in: sandbox, on: .empty) { try await $0.write("base", to: "f") }
        let effect = try await measure(in: sandbox, on: base) {
            _ = try await $0.read(try WorkspacePath("f"), limit: 100)
        }
        try expect(effect.changes.isEmpty, "reading was measured as \(effect.changes)")
    }

    @Sendable static func measures(_ sandbox: any Sandbox) async throws {
        let base = try await keep(in: sandbox, on: .empty) { try await $0.write("old", to: "changed") }
        let effect = try await measure(in: sandbox, on: base) { workspace in
            try await workspace.write("fresh", to: "added")
            try await workspace.write("newer", to: "changed")
        }
        let files = effect.changes.filter { $0.type == .file }
        try expect(files.map(\.path) == ["added", "changed"], "the paths are \(files.map(\.path))")
        try expect(files.map(\.kind) == [.added, .changed], "the kinds are \(files.map(\.kind))")
        try expect(files.map(\.size) == [5, 5], "the sizes are \(files.map(\.size))")
        let before = FileState(type: .file, mode: 0o644, size: 3, sha256: SHA256.hex(Array("old".utf8)))
        try expect(files.map(\.before) == [nil, before], "what was there is \(files.map(\.before))")
        let hashes = ["fresh", "newer"].map { SHA256.hex(Array($0.utf8)) }
        try expect(files.map(\.sha256) == hashes, "the hashes are of the files' bytes")
    }

    @Sendable static func digestsAlike(_ sandbox: any Sandbox) async throws {
        let one = try await measure(in: sandbox, on: .empty) { try await $0.write("x", to: "f") }
        let same = try await measure(in: sandbox, on: .empty) { try await $0.write("x", to: "f") }
        let other = try await measure(in: sandbox, on: .empty) { try await $0.write("y", to: "f") }
        try expect(one.digest == same.digest, "equal changes have the same digest")
        try expect(one.digest != other.digest, "other bytes have another digest")
        try expect(one.digest == (try JSONValue(encoding: one.changes)).sha256, "it is the hash of the changes")
    }

    @Sendable static func refusesAnUnknownBase(_ sandbox: any Sandbox) async throws {
        try await expect([.notFound], "a trial on an unknown base") {
            let trial = try trial { try await $0.write("x", to: "f") }
            _ = try await sandbox.tryOut(trial, on: Snapshot(id: "0000000000"))
        }
    }

    @Sendable static func refusesBadReads(_ sandbox: any Sandbox) async throws {
        try await measure(in: sandbox, on: .empty) { workspace in
            try await workspace.write("12345", to: "folder/five")
            try await expect([.notFound], "reading what isn't there") {
                _ = try await workspace.read(try WorkspacePath("none"), limit: 10)
            }
            try await expect([.invalidRequest], "reading a folder") {
                _ = try await workspace.read(try WorkspacePath("folder"), limit: 10)
            }
            try await expect([.limitExceeded], "reading more than the limit") {
                _ = try await workspace.read(try WorkspacePath("folder/five"), limit: 4)
            }
            let whole = try await workspace.read(try WorkspacePath("folder/five"), limit: 5)
            try expect(whole == Array("12345".utf8), "a file of exactly the limit is read whole")
        }
    }

    @Sendable static func refusesToWriteAFolder(_ sandbox: any Sandbox) async throws {
        try await measure(in: sandbox, on: .empty) { workspace in
            try await workspace.write("x", to: "folder/file")
            try await expect([.invalidRequest], "writing a folder") { try await workspace.write("x", to: "folder") }
        }
    }

    @Sendable static func answersForMissingPrograms(_ sandbox: any Sandbox) async throws {
        let effect = try await measure(in: sandbox, on: .empty) { workspace in
            let result = try await workspace.run(Program(["no-such-program-here"], limits: limits))
            try expect(result.exitStatus == 127 && result.stop == nil, "the exit status is \(result.exitStatus)")
        }
        try expect(effect.runs.map(\.exitStatus) == [127], "the run is on record")
    }

    @Sendable static func answersForPipelines(_ sandbox: any Sandbox) async throws {
        for (last, status) in [("true", Int32(0)), ("false", 1), ("no-such-program", 127)] {
            let effect = try await measure(in: sandbox, on: .empty) { workspace in
                let program = Program(
                    [["touch", "made"], ["false"], [last]].map { SimpleCommand(argv: $0) }, limits: limits)
                let result = try await workspace.run(program)
                try expect(result.exitStatus == status, "\(last) ends the pipeline with \(result.exitStatus)")
            }
            try expect(effect.runs.first?.pipedInto == [["false"], [last]], "the pipeline is on record")
            try expect(effect.changes.map(\.path) == ["made"], "what its first program made is measured")
        }
    }
}
