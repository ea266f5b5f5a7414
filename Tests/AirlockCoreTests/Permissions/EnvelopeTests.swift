import AirlockCore
import AirlockTestKit
import Testing

@Suite struct EnvelopeTests {
    private static let start = Timestamp(millisecondsSince1970: 0)

    private func envelope(
        _ writes: [String] = ["src"], maxFiles: Int = 3, deletes: Envelope.Deletes = .own, network: Bool = false
    ) throws -> Envelope {
        Envelope(
            writes: try writes.map { try WorkspacePath($0) }, maxFiles: maxFiles, deletes: deletes, network: network,
            minutes: 10)
    }

    @Test func `what lies inside fits, and each bound is one`() throws {
        let inside = try envelope()
        #expect(inside.fits(effect(added("src", .folder), added("src/a"), added("src/b")), in: state()))
        #expect(!inside.fits(effect(added("docs/a")), in: state()))
        #expect(!inside.fits(effect(added("srcs")), in: state()))
        #expect(!inside.fits(effect(added("../a")), in: state()))
        #expect(!inside.fits(effect(added("src/1"), added("src/2"), added("src/3"), added("src/4")), in: state()))
        #expect(!inside.fits(effect(added("src/a")), in: state(at: 600)))
        #expect(!inside.fits(effect(added("src/a")), in: state(at: -1)))
        #expect(inside.fits(effect(added("src/a")), in: state(at: 599)))
    }

    @Test func `files of earlier calls count too, each once`() throws {
        let inside = try envelope(maxFiles: 2)
        let before = state(after: [[added("src/a")], [changed("src/a"), added("src/x", .folder)]])
        #expect(inside.fits(effect(changed("src/a"), added("src/b")), in: before))
        #expect(!inside.fits(effect(added("src/b"), added("src/c")), in: before))
    }

    @Test func `only what the job made may be deleted, unless it says otherwise`() throws {
        let before = state(after: [[added("src/own"), changed("src/theirs")]])
        #expect(try envelope().fits(effect(deleted("src/own")), in: before))
        #expect(try !envelope().fits(effect(deleted("src/theirs")), in: before))
        #expect(
            try !envelope().fits(
                effect(deleted("src/own")), in: state(after: [[added("src/own")], [deleted("src/own")]])))
        #expect(try envelope(deletes: .any).fits(effect(deleted("src/theirs")), in: before))
        #expect(try envelope(deletes: .any).fits(effect(deleted("src")), in: before))
        #expect(try !envelope(deletes: .none).fits(effect(deleted("src/own")), in: before))
        #expect(try !envelope(["src/a"], deletes: .any).fits(effect(deleted("src")), in: before))
    }

    @Test func `a connection leaves it unless it has a network`() throws {
        let reached = MeasuredEffect(
            changes: [], runs: [run(ConnectionAttempt(host: "h", port: 443, isAllowed: true, reason: nil))], digest: "")
        let refused = MeasuredEffect(
            changes: [], runs: [run(ConnectionAttempt(host: "h", port: 443, isAllowed: false, reason: "no"))],
            digest: "")
        #expect(try !envelope().fits(reached, in: state()))
        #expect(try envelope().fits(refused, in: state()))
        #expect(try envelope(network: true).fits(reached, in: state()))
    }

    @Test func `of 5,000 random effects, what fits touches nothing outside, and every part of it fits too`() throws {
        var random = SeededSource(seed: 11)
        let paths = ["src", "src/a", "src/b", "src/deep/c", "tests/t", "docs/d", "README", "../x", "src/../y", ""]
        let kinds: [FileChange.Kind] = [.added, .changed, .deleted]
        var fitting = 0
        for _ in 0..<5_000 {
            let folders = ["src", "tests"].filter { _ in Bool.random(using: &random) }
            let deletes = Envelope.Deletes.allCases.randomElement(using: &random) ?? .none
            let inside = try envelope(folders, maxFiles: Int.random(in: 0...4, using: &random), deletes: deletes)
            let before = state(after: [[added("src/a"), added("tests/t")]])
            let changes = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                change(
                    paths.randomElement(using: &random) ?? "", kinds.randomElement(using: &random) ?? .added,
                    Bool.random(using: &random) ? .file : .folder)
            }
            guard inside.fits(effect(changes), in: before) else { continue }
            fitting += 1
            for change in changes {
                let path = try WorkspacePath(change.path)
                let isBelow = inside.writes.contains(where: path.isBelow)
                #expect(isBelow || (change.kind == .added && change.type == .folder))
                #expect(change.kind != .deleted || deletes != .none)
                #expect(change.kind != .deleted || deletes == .any || before.files.created.contains(change.path))
                #expect(inside.fits(effect(change), in: before))
            }
            let files = before.files.changed.union(changes.filter { $0.type != .folder }.map(\.path))
            #expect(files.count <= inside.maxFiles)
        }
        #expect(fitting > 100)
    }

    @Test func `it makes an asked outcome allowed, an allowed one asked, and nothing else`() throws {
        let policy = Policy.standard()
        var now = Circumstances.plain
        now.envelope = try envelope()
        now.state = state()
        func rule(_ floor: Decision, _ changes: FileChange...) -> String {
            let branch = SealedBranch(id: "b", base: .empty, effect: effect(changes))
            let call = ToolCall(id: "1", tool: "t", arguments: [:], declared: [.command("x")])
            return policy.judge(
                branch, of: call, floor: Opinion(floor, rule: "\(floor).test", reason: ""), shown: nil, in: now
            ).opinion.rule
        }
        #expect(rule(.ask, added("src/a")) == "allow.envelope")
        #expect(rule(.ask, added("docs/a")) == "ask.test")
        #expect(rule(.allow, added("src/a")) == "allow.test")
        #expect(rule(.allow, added("docs/a")) == "ask.envelope")
        #expect(rule(.deny, added("src/a")) == "deny.test")
        #expect(rule(.ask, added(String(repeating: "a", count: 5000))) != "allow.envelope")
    }

    @Test func `a job knows what it made at the snapshot that it stands on`() throws {
        let request = JobRequest(
            task: "t", constraints: [], outputFormat: .report, workspace: nil, owner: "me", envelope: try envelope())
        func branch(_ id: String, _ changes: FileChange...) -> SealedBranch {
            SealedBranch(id: id, base: .empty, effect: effect(changes))
        }
        let (one, two) = (Snapshot(id: "s1"), Snapshot(id: "s2"))
        var job = fold([
            .created(request, base: .empty), .sealed(callID: "1", branch("b1", added("a"))),
            .promoted(callID: "1", to: one),
            .sealed(callID: "2", branch("b2", added("b"), deleted("a"))), .promoted(callID: "2", to: two),
            .sealed(callID: "3", branch("b3", added("c"))), .dropped(callID: "3", backTo: two, reason: "no"),
        ])
        #expect(job.files.created == ["b"])
        #expect(job.files.changed == ["a", "b"])
        job.apply(record(.rolledBack(from: two, to: one), 99))
        #expect(job.files.created == ["a"])
        job.apply(record(.rolledBack(from: one, to: .empty), 100))
        #expect(job.files == JobFiles())
    }

    private func fold(_ events: [Event]) -> Job {
        Job(id: "job_1", events: events.enumerated().map { record($0.element, $0.offset + 1) })
    }

    private func record(_ event: Event, _ seq: Int) -> EventRecord {
        EventRecord(seq: seq, jobID: "job_1", time: Self.start, event: event)
    }

    private func state(after steps: [[FileChange]] = [], at second: Int = 0) -> Envelope.JobState {
        let files = steps.reduce(into: JobFiles()) { $0.apply($1) }
        return Envelope.JobState(files: files, startedAt: Self.start, now: Self.start.advanced(bySeconds: second))
    }

    private func effect(_ changes: FileChange...) -> MeasuredEffect { effect(changes) }
    private func effect(_ changes: [FileChange]) -> MeasuredEffect {
        MeasuredEffect(changes: changes, runs: [], digest: "d")
    }

    private func run(_ attempt: ConnectionAttempt) -> ProgramRun {
        let sample = ProgramRun.sample(["x"])
        return ProgramRun(
            argv: sample.argv, exitStatus: 0, stop: nil, use: sample.use, output: sample.output,
            activity: .observed(ProgramActivity(programs: [], connections: [attempt], leftOut: 0)))
    }

    private func added(_ path: String, _ type: FileChange.FileType = .file) -> FileChange { change(path, .added, type) }
    private func changed(_ path: String) -> FileChange { change(path, .changed, .file) }
    private func deleted(_ path: String) -> FileChange { change(path, .deleted, .file) }

    private func change(_ path: String, _ kind: FileChange.Kind, _ type: FileChange.FileType) -> FileChange {
        FileChange(path: path, kind: kind, type: type, mode: 0o644, size: 1, sha256: nil, before: nil)
    }
}
