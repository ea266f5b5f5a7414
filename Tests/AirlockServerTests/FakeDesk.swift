import AirlockCore
import AirlockRuntime
import AirlockServer
import AirlockTestKit

/// A running Airlock in memory: `echo` answers, `risky` asks first, `fail` fails with the code it is given; jobs are what
/// the test tells.
actor FakeDesk {
    let world: World
    var envelopes: [String: (owner: String, envelope: ToolResponse)] = [:]
    var questions: [WaitingQuestion] = []
    let leases = MemoryLeases()
    let grants = MemoryGrants()
    private var events: [EventRecord] = []
    private var watchers: [Int: AsyncStream<String?>.Continuation] = [:]
    private var nextWatcher = 0
    private(set) var calls: [Orchestrator.CallRequest] = []
    private(set) var modelRequests: [ModelRequest] = []

    init(world: World) { self.world = world }

    /// Streams of `follow` that somebody still reads.
    var followers: Int { watchers.count }

    func tell(_ event: Event, of job: Job.ID) {
        events.append(EventRecord(seq: events.count + 1, jobID: job, time: world.now(), event: event))
        for watcher in watchers.values { watcher.yield(nil) }
    }

    func progress(_ text: String) {
        for watcher in watchers.values { watcher.yield(text) }
    }
}

extension FakeDesk: CallDesk {
    func call(_ request: Orchestrator.CallRequest, wait: Duration) async -> ToolResponse {
        calls.append(request)
        let id = request.requestID ?? world.newID("req")
        var answer = ToolResponse(requestID: id, status: .ok, output: request.arguments)
        switch request.tool {
        case "echo": break
        case "slow":
            try? await Task.sleep(for: .seconds(60))
        case "risky":
            let question = ask(id, job: request.jobID ?? "direct", arguments: request.arguments)
            answer = ToolResponse(requestID: id, status: .pending, approval: .init(id: question.id))
        case "fail":
            let code = request.arguments["code"]?.string.flatMap(AirlockError.Code.init(rawValue:)) ?? .backendFailed
            answer = failure(id, code, "as asked")
        default: answer = failure(id, .notFound, "no tool named \(request.tool)")
        }
        envelopes[id] = (request.owner, answer)
        return answer
    }

    func response(_ requestID: String, owner: String?) -> ToolResponse? {
        guard let found = envelopes[requestID], owner == nil || owner == found.owner else { return nil }
        return found.envelope
    }

    func failure(_ id: String, _ code: AirlockError.Code, _ message: String) -> ToolResponse {
        ToolResponse(requestID: id, status: .error, error: Failure(code, message))
    }

    private func ask(_ id: String, job: Job.ID, arguments: JSONValue) -> WaitingQuestion {
        let effect = MeasuredEffect(
            changes: [
                FileChange(
                    path: "notes.txt", kind: .added, type: .file, mode: 0o644, size: 6, sha256: nil, before: nil)
            ],
            runs: [.sample(["sh"])], digest: "d1")
        let card = Card(
            call: ToolCall(id: id, tool: "risky", arguments: arguments, declared: [.command("risky")]),
            question: .keep(SealedBranch(id: "b1", base: .empty, effect: effect), ToolOutput(["stdout": "made"])),
            opinion: Opinion(.ask, rule: "ask.unknown-command", reason: "no rule allows it"), policyVersion: "p1",
            environment: "e1")
        let question = WaitingQuestion(
            id: world.newID("appr"), requestID: id, jobID: job, state: .waiting, card: card, createdAt: world.now(),
            expiresAt: world.now().advanced(bySeconds: 900))
        questions.append(question)
        return question
    }
}

extension FakeDesk: JobDesk, JobWatch {
    func submit(_ request: JobRequest) throws -> Job {
        let id = world.newID("job")
        tell(.created(request, base: request.origin?.snapshot ?? .empty), of: id)
        return try found(id)
    }

    func job(_ id: Job.ID) -> Job? { try? found(id) }

    func jobs(limit: Int) -> [Job] {
        let ids = events.reversed().reduce(into: [Job.ID]()) { ids, record in
            if !ids.contains(record.jobID) { ids.append(record.jobID) }
        }
        return ids.prefix(limit).compactMap(job)
    }

    func cancel(_ id: Job.ID) throws -> Job {
        guard try !found(id).status.isFinal else { throw AirlockError(.conflict, "it ended") }
        tell(.ended(.cancelled, summary: "cancelled"), of: id)
        return try found(id)
    }

    func retry(_ id: Job.ID) throws -> Job {
        let job = try found(id)
        guard job.status.isFinal, job.status != .succeeded else { throw AirlockError(.conflict, "nothing to retry") }
        return job
    }

    func report(_ id: Job.ID) throws -> Report { Report(try found(id)) }

    func follow(_ id: Job.ID, after seq: Int) -> AsyncThrowingStream<JobUpdate, any Error> {
        let (wakes, wake) = AsyncStream.makeStream(of: String?.self)
        nextWatcher += 1
        let watcher = nextWatcher
        watchers[watcher] = wake
        wake.yield(nil)
        return AsyncThrowingStream { continuation in
            let work = Task {
                var last = seq
                for await text in wakes {
                    if let text { continuation.yield(.progress(text)) }
                    for record in self.stored(id, after: last) {
                        continuation.yield(.event(record))
                        last = record.seq
                    }
                    if self.job(id)?.status.isFinal == true { break }
                }
                self.forget(watcher)
                continuation.finish()
            }
            continuation.onTermination = { _ in work.cancel() }
        }
    }

    private func stored(_ id: Job.ID, after seq: Int) -> [EventRecord] {
        events.filter { $0.jobID == id && $0.seq > seq }
    }

    private func found(_ id: Job.ID) throws -> Job {
        let own = stored(id, after: 0)
        guard !own.isEmpty else { throw AirlockError(.notFound, "no job \(id)") }
        return Job(id: id, events: own)
    }

    private func forget(_ watcher: Int) { watchers[watcher] = nil }
}

extension FakeDesk: ModelDesk {
    func profile() async throws -> ModelProfile {
        ModelProfile(modelID: "tiny", provider: "local", plansFreely: false, takesGrammar: true, fileSHA256: nil)
    }

    func answer(
        _ request: ModelRequest, owner: String, onText: @escaping @Sendable (String) -> Void
    ) async throws -> ModelAnswer {
        modelRequests.append(request)
        let text = request.constraint == .none ? "hello there" : #"{"n":1}"#
        if request.tools.isEmpty { for word in text.split(separator: " ") { onText(String(word)) } }
        let usage = Usage(promptTokens: 5, completionTokens: 2, durationMilliseconds: 9)
        let use = ModelUse(
            purpose: request.purpose, modelID: "tiny", provider: "local", promptHash: "ab", seed: request.seed,
            usage: usage)
        // It calls the first tool that it is offered, unless it is told to use words.
        guard let tool = request.tools.first, request.messages.last?.content != "Answer in words." else {
            return ModelAnswer(text: text, isCut: false, use: use)
        }
        var answer = ModelAnswer(text: "", isCut: false, use: use)
        answer.calls = [ModelCall(id: "call_1", name: tool.name, arguments: ["city": "Tver"])]
        return answer
    }
}
