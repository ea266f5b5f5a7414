import AirlockCore
import AirlockModels

extension AuditRecord {
    /// What leaves this machine for a model provider, before it does.
    init(_ departure: WatchedModel.Departure, world: World) {
        let messages = departure.request.messages.map { message -> JSONValue in
            var written: [String: JSONValue] = [
                "role": .string(message.role.rawValue), "content": .string(message.content),
            ]
            if !message.rounds.isEmpty { written["rounds"] = .array(message.rounds.map(Self.json)) }
            return .object(written)
        }
        self.init(
            timestamp: world.now(), requestID: world.newID("send"),
            actions: [
                [
                    "action": "model_request", "decision": "allow", "rule": "model.consent",
                    "params": [
                        "provider": .string(departure.provider), "host": .string(departure.host),
                        "purpose": .string(departure.request.purpose), "messages": .array(messages),
                        "rounds": .array(departure.request.rounds.map(Self.json)),
                        "redacted_messages": .integer(Int64(departure.redactedMessages)),
                    ],
                ]
            ], seed: departure.request.seed)
    }

    private static func json(of round: ModelRound) -> JSONValue {
        [
            "reasoning": .string(round.reasoning), "text": .string(round.text),
            "calls": .array(round.calls.map { ["name": .string($0.name), "arguments": $0.arguments] }),
            "results": .array(round.results.map(JSONValue.string)),
        ]
    }
}
