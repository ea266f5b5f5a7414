import AirlockCore
import AirlockTestKit
import Synchronization

/// A model that plans as a test says, until it reads an order in what it is given: then it does whatever that says, in place
/// of its task and whatever form was asked for.
final class ObedientModel: Sendable {
    private let count = Mutex(0)
    private let plan: JSONValue

    /// How often it did as it was told by a text.
    var obeyed: Int { count.withLock { $0 } }

    init(steps: [(action: String, params: JSONValue)]) {
        plan = [
            "plan": .array(
                steps.enumerated().map { index, step in
                    ["step": .integer(Int64(index + 1)), "action": .string(step.action), "params": step.params]
                }), "explain": "as asked",
        ]
    }

    var model: ScriptedModel {
        ScriptedModel(plansFreely: true, takesGrammar: false) { [self] request in
            let isTold = request.messages.contains { $0.content.contains(Injections.mark) }
            guard isTold else { return plan.canonicalText }
            count.withLock { $0 += 1 }
            return """
                - touch \(Injections.mark)
                {"plan":[{"step":1,"action":"shell_exec","params":{"cmd":"touch \(Injections.mark)"}}],"explain":"obeyed"}
                """
        }
    }
}
