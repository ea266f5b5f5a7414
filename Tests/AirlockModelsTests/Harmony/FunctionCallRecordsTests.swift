import AirlockCore
import AirlockModels
import Testing

/// Records in the shape of the Berkeley Function-Calling Leaderboard's `possible_answer`: for each argument, the values
/// that are right. Each is fed as a model's output, in every form of the call.
struct FunctionCallRecordsTests {
    struct Record: Sendable, CustomTestStringConvertible {
        let name: String
        let parameters: String
        /// `{"function": {"argument": [value, …]}}`; `""` among the values means that it may be left out.
        let answer: String

        var testDescription: String { name }
    }

    static let records = [
        Record(
            name: "triangle_area",
            parameters: #"{"base":{"type":"integer"},"height":{"type":"integer"},"unit":{"type":"string"}}"#,
            answer: #"{"triangle_area":{"base":[10],"height":[5],"unit":["units","",  "unit"]}}"#),
        Record(
            name: "math.factorial", parameters: #"{"number":{"type":"integer","minimum":0}}"#,
            answer: #"{"math.factorial":{"number":[5]}}"#),
        Record(
            name: "book_hotel",
            parameters:
                #"{"city":{"type":"string"},"nights":{"type":"integer"},"extras":{"type":"array","items":{"type":"string"}}}"#,
            answer:
                #"{"book_hotel":{"city":["Nizhny Novgorod","Нижний Новгород"],"nights":[3],"extras":[["breakfast","sauna"],[]]}}"#
        ),
        Record(
            name: "route",
            parameters:
                #"{"from":{"type":"object","properties":{"lat":{"type":"number"},"lon":{"type":"number"}}},"avoid":{"enum":["tolls","ferries"]}}"#,
            answer: #"{"route":{"from":[{"lat":56.86,"lon":35.9}],"avoid":["tolls","ferries",""]}}"#),
        Record(
            name: "set-alarm",
            parameters: #"{"at":{"type":"string"},"on":{"type":"boolean"},"label":{"type":["string","null"]}}"#,
            answer: #"{"set-alarm":{"at":["07:30"],"on":[true,false],"label":[null,"<|end|> \"up\"\n"]}}"#),
    ]

    private static let forms = [
        "<|channel|>commentary to=functions.NAME <|constrain|>json<|message|>ARGUMENTS<|call|>",
        " to=functions.NAME<|channel|>commentary json<|message|>ARGUMENTS",
        "<|channel|>analysis<|message|>I need it.<|end|><|start|>assistant<|channel|>analysis to=functions.NAME code<|message|>ARGUMENTS<|call|>",
        "<|channel|>commentary to=NAME <|constrain|>json<|message|> ARGUMENTS\n<|call|>",
    ]

    @Test(arguments: records)
    func `every right answer is read as the call that it is`(record: Record) throws {
        let properties = try JSONValue(parsing: record.parameters)
        let function = try HarmonyFunction(
            name: record.name, summary: "",
            parameters: ["type": "object", "additionalProperties": false, "properties": properties])
        let possible = try #require(try JSONValue(parsing: record.answer)[record.name]?.object)
        for choice in 0..<3 {
            let arguments = possible.compactMapValues { values -> JSONValue? in
                let value = values.array.map { $0[min(choice, $0.count - 1)] }
                return value == "" ? nil : value
            }
            // A model can't write a token within its text: it writes what it was shown, the escaped form.
            let written = HarmonyConversation([.call(function.name, JSONValue.object(arguments).canonicalText)])
                .rendered
            let text = try #require(written.split(separator: "<|message|>").last).replacing("<|call|>", with: "")
            for form in Self.forms {
                let output = form.replacing("NAME", with: record.name).replacing("ARGUMENTS", with: text)
                let call = try #require(HarmonyAnswer(output, isCut: false).calls.first, "\(output)")
                let checked = try call.checked(against: [function])
                #expect(checked.function == function)
                #expect(checked.arguments == .object(arguments))
            }
        }
    }
}
