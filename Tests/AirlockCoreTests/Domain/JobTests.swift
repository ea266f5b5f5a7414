import AirlockCore
import AirlockTestKit
import Testing

@Suite struct JobTests {
    @Test func `a whole job folds to its report's parts`() throws {
        let job = fold(SampleEvents.all)
        #expect(job.status == .succeeded)
        #expect(job.summary == "done")
        #expect(job.request?.task == "touch a")
        #expect((job.snapshot, job.snapshots) == (SampleEvents.next, [SampleEvents.base, SampleEvents.next]))
        #expect(job.steps.map(\.status) == [.succeeded])
        #expect(job.steps.first?.callID == "call_1")
        #expect(job.steps.first?.opinion?.rule == "ask.unknown")
        #expect(job.steps.first?.questionID == "appr_1")
        #expect(job.steps.first?.before == SampleEvents.base)
        #expect((job.sources.count, job.findings.count, job.refusedFindings) == (1, 1, 2))
        #expect(job.usage == Usage(promptTokens: 10, completionTokens: 2, durationMilliseconds: 30))
        #expect(job.openCalls.isEmpty)
        #expect(job.export?.folder == "/exports/job_1")
        #expect((job.logFile, job.logRange) == ("/logs/airlock.jsonl", 7...7))
        #expect(job.lastSeq == SampleEvents.all.count)
        #expect(job.endedAt == Timestamp(millisecondsSince1970: Int64(SampleEvents.all.count)))
    }

    @Test func `folding one by one gives the same as folding at once`() {
        var job = Job(id: "job_1")
        for (index, event) in SampleEvents.all.enumerated() { job.apply(record(index, event)) }
        #expect(job == fold(SampleEvents.all))
    }

    @Test func `a job waits while a step of its plan waits, and runs on when it is answered`() {
        let waiting = SampleEvents.all.firstIndex { if case .waiting = $0 { true } else { false } } ?? 0
        #expect(fold(Array(SampleEvents.all[...waiting])).status == .waiting)
        #expect(fold(Array(SampleEvents.all[...(waiting + 1)])).status == .running)
    }

    @Test func `a call that was begun and not settled is open`() {
        let job = fold([.trying(callID: "x", on: SampleEvents.base), .trying(callID: "y", on: SampleEvents.base)])
        #expect(job.openCalls == ["x": SampleEvents.base, "y": SampleEvents.base])
        let dropped = fold([
            .trying(callID: "x", on: SampleEvents.base), .dropped(callID: "x", backTo: SampleEvents.base, reason: ""),
        ])
        #expect(dropped.openCalls.isEmpty)
        let kept = fold([.trying(callID: "x", on: SampleEvents.base), .promoted(callID: "x", to: SampleEvents.next)])
        #expect(kept.openCalls.isEmpty)
    }

    @Test func `each state of the files is known with what made it`() {
        let job = fold(SampleEvents.all)
        let promoted = SampleEvents.all.firstIndex { if case .promoted = $0 { true } else { false } } ?? 0
        let base = SnapshotRecord(
            snapshot: SampleEvents.base, parent: nil, madeAt: record(0, .retried).time, callID: nil, step: nil)
        let next = SnapshotRecord(
            snapshot: SampleEvents.next, parent: SampleEvents.base, madeAt: record(promoted, .retried).time,
            callID: "call_1", step: 1)
        #expect(job.history == [base, next])
    }

    @Test func `a rollback moves the files and forgets no state of them, and is undone by another`() {
        let (base, next, later) = (SampleEvents.base, SampleEvents.next, Snapshot(id: "s3"))
        let begun: [Event] = [.created(request(), base: base), .promoted(callID: "x", to: next)]
        let back = fold(begun + [.rolledBack(from: next, to: base)])
        #expect((back.snapshot, back.snapshots) == (base, [base, next]))
        let undone = fold(begun + [.rolledBack(from: next, to: base), .rolledBack(from: base, to: next)])
        #expect((undone.snapshot, undone.snapshots) == (next, [base, next]))
        let on = fold(begun + [.rolledBack(from: next, to: base), .promoted(callID: "y", to: later)])
        #expect((on.snapshot, on.history.map(\.parent)) == (later, [nil, base, base]))
    }

    @Test func `a fork knows its origin, and what the first of its line began with`() throws {
        let (base, next) = (SampleEvents.base, SampleEvents.next)
        let first = fold([.created(request(), base: base), .promoted(callID: "x", to: next)])
        let origin = try first.origin(at: nil)
        #expect((origin.jobID, origin.snapshot, origin.root) == ("job_1", next, base))
        #expect(try first.origin(at: base.id).snapshot == base)
        let fork = fold([.created(request(from: origin), base: next), .promoted(callID: "y", to: Snapshot(id: "s3"))])
        #expect(fork.root == base)
        #expect(try fork.origin(at: nil).root == base)
        let foreign = #expect(throws: AirlockError.self) { try first.origin(at: "s3") }
        #expect(foreign?.code == .notFound)
    }

    @Test func `a request stored before there were forks is still read`() throws {
        let stored = #"{"task":"t","constraints":[],"outputFormat":"REPORT","owner":"me"}"#
        #expect(try JSONValue(parsing: stored).decode(JobRequest.self).origin == nil)
    }

    @Test func `a report says which files a rolled back job has`() {
        let back = fold(SampleEvents.all + [.rolledBack(from: SampleEvents.next, to: SampleEvents.base)])
        #expect(Report(back).json["snapshot_id"] == "s1")
        #expect(Report(back).markdown.contains("Files rolled back: `s2` → `s1`"))
        #expect(!Report(fold(SampleEvents.all)).markdown.contains("rolled back"))
    }

    private func request(from origin: JobOrigin? = nil) -> JobRequest {
        JobRequest(task: "t", constraints: [], outputFormat: .report, workspace: nil, origin: origin, owner: "me")
    }

    @Test func `a step that the plan doesn't have changes nothing`() {
        var expected = Job(id: "job_1")
        expected.apply(record(0, .stored(source)))
        var job = Job(id: "job_1")
        job.apply(record(0, .stored(source)))
        job.apply(record(0, .stepStarted(7, callID: "x")))
        #expect(job == expected)
    }

    @Test func `a source that is read again replaces itself`() {
        #expect(fold([.stored(source), .stored(source)]).sources == [source])
    }

    @Test func `every event survives the store`() throws {
        for event in SampleEvents.all {
            let stored = try JSONValue(encoding: event)
            #expect(try stored.decode(Event.self) == event, "\(stored.canonicalText)")
        }
    }

    private let source = Source(
        SearchResult(
            title: "t", url: "u", snippet: "s", retrievalTime: Timestamp(millisecondsSince1970: 0), timestamp: nil),
        sha256: "h", artifact: "/a")

    private func fold(_ events: [Event]) -> Job {
        Job(id: "job_1", events: events.enumerated().map { record($0, $1) })
    }

    private func record(_ index: Int, _ event: Event) -> EventRecord {
        EventRecord(
            seq: index + 1, jobID: "job_1", time: Timestamp(millisecondsSince1970: Int64(index + 1)), event: event)
    }
}
