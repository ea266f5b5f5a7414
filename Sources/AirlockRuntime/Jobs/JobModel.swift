import AirlockCore

/// The language model as one job uses it: every answer is logged, and its pace is shown while it comes.
struct JobModel: LanguageModel {
    private let model: any LanguageModel
    private let jobID: Job.ID
    private let journal: Journal

    init(_ model: any LanguageModel, jobID: Job.ID, journal: Journal) {
        self.model = model
        self.jobID = jobID
        self.journal = journal
    }

    func profile() async throws -> ModelProfile { try await model.profile() }

    func answer(
        _ request: ModelRequest, onText: @escaping @Sendable (String) -> Void
    ) async throws -> ModelAnswer {
        let (pieces, counter) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .unbounded)
        let display = Task { await showPace(of: request.purpose, pieces) }
        defer {
            counter.finish()
            display.cancel()
        }
        let answer = try await model.answer(request) {
            counter.yield()
            onText($0)
        }
        try await log([answer])
        return answer
    }

    /// Also the answers that did not fit are logged.
    func answerJSON(
        _ request: ModelRequest, schema: JSONValue, onText: @escaping @Sendable (String) -> Void
    ) async throws -> CheckedJSON {
        do {
            let checked = try await model.answerJSON(request, schema: schema, onText: onText)
            try await log(checked.answers)
            return checked
        } catch let error as AirlockError {
            if let unfit = error.cause as? UnfitAnswers { try await log(unfit.answers) }
            throw error
        }
    }

    private func log(_ answers: [ModelAnswer]) async throws {
        for answer in answers {
            try await journal.answered(answer.use, requestID: journal.world.newID("llm"), of: jobID)
        }
    }

    private func showPace(of purpose: String, _ pieces: AsyncStream<Void>) async {
        await journal.hub.progress("\(purpose): reading the prompt", of: jobID)
        var count = 0
        var first = journal.world.now()
        for await _ in pieces {
            count += 1
            let now = journal.world.now()
            if count == 1 { first = now }
            let milliseconds = now.millisecondsSince1970 - first.millisecondsSince1970
            guard count % 8 == 0, milliseconds > 0 else { continue }
            let pace = Int64(count - 1) * 10_000 / milliseconds
            await journal.hub.progress("\(purpose): \(count) tokens, \(pace / 10).\(pace % 10) tokens/s", of: jobID)
        }
    }
}
