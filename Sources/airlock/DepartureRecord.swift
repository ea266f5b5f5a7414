import AirlockCore
import AirlockModels

extension AuditRecord {
    /// What leaves this machine for a model provider, before it does.
    init(_ departure: WatchedModel.Departure, world: World) {
        let messages = departure.request.messages.map { message -> JSONValue in
            ["role": .string(message.role.rawValue), "content": .string(message.content)]
        }
        let rounds = departure.request.rounds.map { round -> JSONValue in
            [
                "reasoning": .string(round.reasoning), "text": .string(round.text),
                "calls": .array(round.calls.map { ["name": .string($0.name), "arguments": $0.arguments] }),
                "results": .array(round.results.map(JSONValue.string)),
            ]
        }
        self.init(
            timestamp: world.now(), requestID: world.newID("send"),
            actions: [
                [
                    "action": "model_request", "decision": "allow", "rule": "model.consent",
                    "params": [
                        "provider": .string(departure.provider), "host": .string(departure.host),
                        "purpose": .string(departure.request.purpose), "messages": .array(messages),
                        "rounds": .array(rounds),
                        "redacted_messages": .integer(Int64(departure.redactedMessages)),
                    ],
                ]
            ], seed: departure.request.seed)
    }
}
