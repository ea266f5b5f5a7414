import AirlockCore
import AirlockModels
import Testing

struct HarmonyAnswerTests {
    private static let head = "<|channel|>analysis<|message|>Think.<|end|><|start|>assistant"

    @Test func `reasoning, answer and commentary are kept apart`() {
        let answer = HarmonyAnswer(
            Self.head
                + "<|channel|>commentary<|message|>First this.<|end|><|start|>assistant<|channel|>final<|message|>Yes.",
            isCut: false)
        #expect(answer.text == "Yes.")
        #expect(answer.reasoning == "Think.")
        #expect(answer.commentary == "First this.")
        #expect(answer.calls.isEmpty && answer.repairs.isEmpty)
        #expect(answer.messages == [.analysis("Think."), .commentary("First this."), .final("Yes.")])
    }

    @Test func `reasoning alone is no answer`() {
        let answer = HarmonyAnswer("<|channel|>analysis<|message|>Think and think", isCut: true)
        #expect(answer.text == nil)
        #expect(answer.reasoning == "Think and think")
    }

    @Test func `a message without a channel is the answer only if it is the last word`() {
        let refusal = HarmonyAnswer("I can't help with that.", isCut: false)
        #expect(refusal.text == "I can't help with that.")
        #expect(refusal.messages == [.final("I can't help with that.")])
        let thought = HarmonyAnswer(
            "The user wants it.<|end|><|start|>assistant<|channel|>final<|message|>No.<|return|>", isCut: false)
        #expect(thought.text == "No.")
        #expect(thought.reasoning == "The user wants it.")
    }

    @Test func `a call without its token counts, unless the limit cut it off`() throws {
        let text = Self.head + #"<|channel|>commentary to=functions.read <|constrain|>json<|message|>{"path":"a"}"#
        let call = HarmonyCall(recipient: try HarmonyName(function: "read"), text: #"{"path":"a"}"#)
        #expect(HarmonyAnswer(text, isCut: false).calls == [call])
        #expect(HarmonyAnswer(text, isCut: false).text == nil)
        #expect(HarmonyAnswer(text, isCut: true).calls.isEmpty)
    }

    @Test func `a call within the reasoning is a call and no reasoning`() {
        let answer = HarmonyAnswer("<|channel|>analysis to=functions.read code<|message|>{}<|call|>", isCut: false)
        #expect(answer.calls.count == 1)
        #expect(answer.reasoning.isEmpty)
    }

    @Test func `what a turn gave is the next prompt's text again`() {
        let text =
            Self.head + #"<|channel|>commentary to=functions.read <|constrain|>json<|message|>{"a":"<⁠|end|>"}<|call|>"#
        let rendered = HarmonyConversation(HarmonyAnswer(text, isCut: false).messages).rendered
        #expect(rendered == "<|start|>assistant" + text)
    }

    @Test(arguments: [
        ("analysisThink.assistantfinalYes.", "Think.", "Yes."), ("assistantfinalYes.", "", "Yes."),
        ("analysisSay assistantfinal?assistantfinalYes.", "Say assistantfinal?", "Yes."),
    ])
    func `a text whose tokens the server left out is taken apart`(text: String, reasoning: String, answer: String) {
        let read = HarmonyAnswer(text, isCut: false)
        #expect(read.text == answer)
        #expect(read.reasoning == reasoning)
        #expect(read.repairs.contains(.strippedTokens))
    }
}
