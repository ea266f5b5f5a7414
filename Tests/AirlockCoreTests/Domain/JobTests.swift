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
