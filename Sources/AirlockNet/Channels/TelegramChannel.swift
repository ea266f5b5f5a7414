public import AirlockCore
public import AsyncHTTPClient

/// Sends every question to the listed people by a Telegram bot, with buttons to answer. Long polling: nothing of this machine
/// listens to the network.
///
/// A button carries the question and the beginning of the card's hash, so that an old message never answers a new card. Only
/// private chats with listed people count; whoever else writes is ignored and reported. Which message shows which question is kept
/// in memory: after a restart questions that still wait are sent again, and buttons of older messages still work.
public actor TelegramChannel: AnsweringChannel {
    public nonisolated let name = "telegram"

    /// UTF-16 code units of one message (Bot API, sendMessage).
    static let mostText = 4096
    /// Questions whose messages are remembered; of older ones the buttons stay, and say that it is too late.
    private static let mostQuestions = 1000
    private static let pollSeconds: Int64 = 25
    private static let callSeconds: Int64 = 15
    private static let attempts = 5

    private struct Message: Hashable {
        let chat: Int64
        let number: Int64
    }

    private let api: TelegramAPI
    private let users: Set<Int64>
    private let pause: @Sendable (Duration) async throws -> Void
    private var messages: [WaitingQuestion.ID: [Message]] = [:]
    private var order: [WaitingQuestion.ID] = []
    private var strangers: Set<Int64> = []

    /// - Parameters:
    ///   - users: Numbers of the people who may see and answer; at least one.
    ///   - api: Address of the Bot API server.
    ///   - http: Must follow no redirect.
    ///   - pause: Waits before another attempt.
    /// - Throws: `.invalidRequest`.
    public init(
        token: String, users: [Int64], api: String, http: HTTPClient,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) throws(AirlockError) {
        guard !users.isEmpty, users.count <= 20, users.allSatisfy({ $0 > 0 }) else {
            throw AirlockError(
                .invalidRequest, "a Telegram channel needs the numbers of 1 to 20 people",
                hint: "list them as approvals.telegram.users; @userinfobot tells you yours")
        }
        self.api = try TelegramAPI(base: api, token: token, http: http)
        self.users = Set(users)
        self.pause = pause
    }

    // MARK: Questions

    public func deliver(_ notice: QuestionNotice) async throws {
        switch notice.state {
        case .previewing: return
        case .waiting: try await show(notice)
        case .approved, .rejected, .expired, .withdrawn: try await close(notice)
        }
    }

    private func show(_ notice: QuestionNotice) async throws {
        guard let buttons = TelegramButtons(notice) else {
            throw AirlockError(.unavailable, "the question \(notice.question) is too long for a button")
        }
        var reasons: [String] = []
        for user in users.sorted() {
            let body: JSONValue = [
                "chat_id": .integer(user), "text": .string(TelegramText.fit(notice.text)),
                "link_preview_options": ["is_disabled": true], "reply_markup": buttons.markup,
            ]
            do {
                let sent = try await retrying { try await $0.call("sendMessage", body, seconds: Self.callSeconds) }
                if let number = sent["message_id"]?.integer {
                    remember(Message(chat: user, number: Int64(number)), notice.question)
                }
            } catch let failure as TelegramAPI.Failure {
                reasons.append("user \(user): \(failure.words)")
            }
        }
        guard reasons.isEmpty else {
            throw AirlockError(
                .unavailable,
                "Telegram didn't take the question \(notice.question): \(reasons.joined(separator: "; "))",
                hint: "each person has to open the bot and press Start once")
        }
    }

    private func close(_ notice: QuestionNotice) async throws {
        order.removeAll { $0 == notice.question }
        for message in messages.removeValue(forKey: notice.question) ?? [] {
            try await close(message, TelegramText.closed(notice.text, notice.state))
        }
    }

    /// Takes the buttons away. That the message is gone, or says so already, is no matter.
    private func close(_ message: Message, _ text: String) async throws {
        let body: JSONValue = [
            "chat_id": .integer(message.chat), "message_id": .integer(message.number), "text": .string(text),
            "link_preview_options": ["is_disabled": true],
        ]
        do {
            _ = try await retrying { try await $0.call("editMessageText", body, seconds: Self.callSeconds) }
        } catch TelegramAPI.Failure.rejected {
            return
        } catch let failure as TelegramAPI.Failure {
            throw AirlockError(.unavailable, "Telegram didn't take back a question's buttons: \(failure.words)")
        }
    }

    private func remember(_ message: Message, _ question: WaitingQuestion.ID) {
        if messages[question] == nil { order.append(question) }
        messages[question, default: []].append(message)
        while order.count > Self.mostQuestions { messages[order.removeFirst()] = nil }
    }

    private func retrying(_ work: (TelegramAPI) async throws -> JSONValue) async throws -> JSONValue {
        var attempt = 0
        while true {
            do {
                return try await work(api)
            } catch TelegramAPI.Failure.later(let seconds) where attempt < Self.attempts {
                try await pause(.seconds(seconds))
            } catch TelegramAPI.Failure.unreachable where attempt < Self.attempts {
                try await pause(.seconds(1 << attempt))
            }
            attempt += 1
        }
    }

    // MARK: Answers

    public func listen(
        _ decide: @escaping @Sendable (ChannelAnswer) async throws -> Void,
        report: @escaping @Sendable (String) async -> Void
    ) async throws {
        var next: Int64 = 0
        var failures = 0
        while !Task.isCancelled {
            do {
                let body: JSONValue = [
                    "offset": .integer(next), "timeout": .integer(Self.pollSeconds),
                    "allowed_updates": ["callback_query", "message"],
                ]
                let updates = try await api.call("getUpdates", body, seconds: Self.pollSeconds + Self.callSeconds)
                failures = 0
                for update in updates.array ?? [] {
                    if let id = update["update_id"]?.integer { next = max(next, Int64(id) + 1) }
                    try await take(update, decide, report)
                }
            } catch TelegramAPI.Failure.later(let seconds) {
                try await pause(.seconds(seconds))
            } catch TelegramAPI.Failure.refused(let reason) {
                throw AirlockError(.unavailable, reason, hint: "see approvals.telegram in config.yaml")
            } catch let failure as TelegramAPI.Failure {
                if failures == Self.attempts { await report("Telegram: \(failure.words); going on trying") }
                try await pause(.seconds(1 << min(failures, 6)))
                failures += 1
            }
        }
        throw AirlockError(.cancelled, "the channel was closed")
    }

    private func take(
        _ update: JSONValue, _ decide: @Sendable (ChannelAnswer) async throws -> Void,
        _ report: @Sendable (String) async -> Void
    ) async throws {
        let press = update["callback_query"]
        guard let sender = (press ?? update["message"])?["from"]?["id"]?.integer.map(Int64.init) else { return }
        guard users.contains(sender) else {
            // Once each, and not without end.
            guard strangers.count < 100, strangers.insert(sender).inserted else { return }
            await report("Telegram: user \(sender) is not listed and was ignored")
            return
        }
        guard let press else { return }
        let message = press["message"]
        guard let id = press["id"]?.string, let chat = message?["chat"]?["id"]?.integer, Int64(chat) == sender,
            let number = message?["message_id"]?.integer,
            let answer = press["data"]?.string.flatMap({ TelegramButtons.answer($0, by: sender) })
        else { return }
        let said: String
        do {
            try await decide(answer)
            said = answer.granted ? "Approved" : "Rejected"
        } catch {
            said = "Not done: \(AirlockError(error, otherwise: .backendFailed).message)"
        }
        let words: JSONValue = ["callback_query_id": .string(id), "text": .string(String(said.prefix(200)))]
        do {
            _ = try await api.call("answerCallbackQuery", words, seconds: Self.callSeconds)
        } catch is TelegramAPI.Failure {
            // It only was to end the button's waiting.
        }
        if messages[answer.question] == nil {
            let text = message?["text"]?.string ?? ""
            try await close(Message(chat: sender, number: Int64(number)), TelegramText.fit("\(said)\n\n\(text)"))
        }
    }
}

extension TelegramAPI.Failure {
    /// What a person should know of it.
    fileprivate var words: String {
        switch self {
        case .later(let seconds): "it asks to wait \(seconds) s"
        case .refused(let reason), .rejected(let reason): reason
        case .unreachable: "it can't be reached"
        }
    }
}
