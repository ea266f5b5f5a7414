import AirlockAPI
import AirlockCore
import AirlockRuntime

/// Tells channels of questions that begin to wait or no longer do, and carries their answers to the desk. A channel that
/// fails holds up neither the others nor any job.
struct ChannelWatch: Sendable {
    /// Newest questions that are looked at; a person who has more to answer looks at the page.
    private static let mostQuestions = 200
    /// Notices that one channel may be behind.
    private static let mostNotices = 1000

    let orchestrator: Orchestrator
    let channels: [any ApprovalChannel]
    let audit: any AuditLog
    let world: World
    let say: @Sendable (String) -> Void

    /// Until the task is cancelled.
    func run() async {
        guard !channels.isEmpty else { return }
        await withTaskGroup(of: Void.self) { group in
            var outlets: [AsyncStream<QuestionNotice>.Continuation] = []
            for channel in channels {
                let (notices, outlet) = AsyncStream<QuestionNotice>.makeStream(
                    bufferingPolicy: .bufferingNewest(Self.mostNotices))
                outlets.append(outlet)
                group.addTask { await deliver(notices, by: channel) }
                if let channel = channel as? any AnsweringChannel { group.addTask { await listen(to: channel) } }
            }
            await watch(outlets)
            for outlet in outlets { outlet.finish() }
            group.cancelAll()
        }
    }

    private func watch(_ outlets: [AsyncStream<QuestionNotice>.Continuation]) async {
        var waiting: Set<WaitingQuestion.ID> = []
        while !Task.isCancelled {
            do {
                let now = try await orchestrator.questions(.waiting, limit: Self.mostQuestions, after: nil)
                for question in now.reversed() where waiting.insert(question.id).inserted {
                    let notice = try await notice(question)
                    for outlet in outlets { outlet.yield(notice) }
                }
                for id in waiting.subtracting(now.map(\.id)) {
                    guard let question = try await orchestrator.question(id), question.state != .waiting else {
                        continue
                    }
                    waiting.remove(id)
                    let notice = try await notice(question)
                    for outlet in outlets { outlet.yield(notice) }
                }
            } catch {
                say("channels: \(AirlockError(error, otherwise: .backendFailed).message)")
            }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private func notice(_ question: WaitingQuestion) async throws -> QuestionNotice {
        let card = CardView(question, diff: try await orchestrator.diff(of: question)).json
        return QuestionNotice(
            question: question.id, state: question.state, hash: question.card?.binding ?? "",
            text: card["text"]?.string ?? "", card: card)
    }

    private func deliver(_ notices: AsyncStream<QuestionNotice>, by channel: any ApprovalChannel) async {
        for await notice in notices {
            do {
                try await channel.deliver(notice)
            } catch let error as AirlockError where error.code == .cancelled {
                return
            } catch {
                guard !Task.isCancelled else { return }
                await report("\(channel.name): \(AirlockError(error, otherwise: .unavailable).message)")
            }
        }
    }

    private func listen(to channel: any AnsweringChannel) async {
        do {
            try await channel.listen({ try await decide($0) }, report: { await report($0) })
        } catch {
            guard !Task.isCancelled else { return }
            let error = AirlockError(error, otherwise: .unavailable)
            await report("\(channel.name) takes no answers any more: \(error.message)")
        }
    }

    private func decide(_ answer: ChannelAnswer) async throws {
        guard let card = try await orchestrator.question(answer.question)?.card else {
            throw AirlockError(.notFound, "there is no such question")
        }
        guard card.binding.hasPrefix(answer.shortHash) else {
            throw AirlockError(.conflict, "the card has changed since; answer the new one")
        }
        _ = try await orchestrator.decide(
            answer.question, granted: answer.granted, comment: "by \(answer.by)", lease: nil)
    }

    /// For whoever looks at the terminal, and for the log.
    private func report(_ text: String) async {
        say(text)
        let action: JSONValue = ["action": "channel", "params": ["message": .string(text)]]
        _ = try? await audit.append(
            AuditRecord(timestamp: world.now(), requestID: world.newID("channel"), actions: [action]))
    }
}
