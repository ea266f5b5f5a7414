import AirlockCore

extension ModelAnswer {
    /// The same answer with the calls in it, whether the server read them itself or handed the model's own format through. A call
    /// is looked at as strictly as any other model output: a tool that isn't there or arguments that don't fit are refused.
    /// - Throws: `.invalidRequest` for a tool whose name can't be in a prompt.
    func withCalls(of completion: Completion, to request: ModelRequest) throws(AirlockError) -> ModelAnswer {
        guard !request.tools.isEmpty else { return self }
        let functions = try request.functions()
        var answer = self
        var asked = Self.asked(completion)
        if asked.isEmpty {
            asked = WrittenCalls.read(text, of: request.tools)
            if !asked.isEmpty { answer.text = "" }
        }
        for (index, asked) in asked.enumerated() {
            let id = asked.id.isEmpty ? "call_\(index + 1)" : asked.id
            do throws(AirlockError) {
                let call = HarmonyCall(recipient: try HarmonyName(Self.bare(asked.name)), text: asked.arguments)
                let (function, arguments) = try call.checked(against: functions)
                let name = String(function.name.description.dropFirst(HarmonyName.functions.count))
                answer.calls.append(ModelCall(id: id, name: name, arguments: arguments))
            } catch {
                let written = ModelCall(
                    id: id, name: Self.printable(asked.name), arguments: .string(String(asked.arguments.prefix(4_000))))
                answer.refused.append(RefusedCall(call: written, reason: error.message))
            }
        }
        return answer
    }

    private static func asked(_ completion: Completion) -> [Completion.Call] {
        guard completion.calls.isEmpty, HarmonyAnswer.isIn(completion.text) else { return completion.calls }
        return HarmonyAnswer(completion.text, isCut: completion.isCut).calls.map {
            Completion.Call(id: "", name: $0.recipient.description, arguments: $0.text)
        }
    }

    /// vLLM is known to leave the beginning of the next token in a name: `read<|channel|>commentary`.
    private static func bare(_ name: String) -> String {
        String(name.prefix { $0 != "<" }.filter { !$0.isWhitespace })
    }

    /// A name that can stand in a prompt.
    private static func printable(_ name: String) -> String {
        let letters = bare(name).utf8.filter(HarmonyName.allows).prefix(64)
        return letters.isEmpty ? "unknown" : String(decoding: letters, as: UTF8.self)
    }
}
