import AirlockCore
import AirlockModels
import Testing

struct HarmonyCallTests {
    private static func functions() throws -> [HarmonyFunction] {
        let schema: JSONValue = [
            "type": "object", "required": ["path"], "additionalProperties": false,
            "properties": ["path": ["type": "string"]],
        ]
        return [
            try HarmonyFunction(name: "read", summary: "", parameters: schema),
            try HarmonyFunction(name: "to_json", summary: "", parameters: schema),
            try HarmonyFunction(
                name: "now", summary: "", parameters: ["type": "object", "additionalProperties": false]),
        ]
    }

    @Test(arguments: [
        ("functions.read", "functions.read"), ("read", "functions.read"),
        ("functions.functions.read", "functions.read"),
        ("functions.readjson", "functions.read"), ("functions.to_json", "functions.to_json"),
        ("functions.to_jsonjson", "functions.to_json"),
    ])
    func `the function that is meant is found`(recipient: String, name: String) throws {
        let call = HarmonyCall(recipient: try HarmonyName(recipient), text: #"{"path":"a"}"#)
        let checked = try call.checked(against: try Self.functions())
        #expect(checked.function.name.description == name)
        #expect(checked.arguments == ["path": "a"])
    }

    @Test(arguments: [
        ("functions.raed", #"{"path":"a"}"#, #"there is no function functions.raed; did you mean "functions.read"?"#),
        ("python", "1", "there is no function python"),
        ("functions.read", #"{"path":"a"} ok"#, "JSON, byte 13: something follows the value"),
        ("functions.read", #"{"path":1}"#, "functions.read.path: not a string"),
        ("functions.read", "", "functions.read.path: is missing"),
        ("functions.read", #"{"path":"a","path":"b"}"#, #"JSON, byte 12: key "path" comes twice"#),
    ])
    func `a call that can't be run says what is wrong with it`(recipient: String, text: String, message: String) throws
    {
        let call = HarmonyCall(recipient: try HarmonyName(recipient), text: text)
        let functions = try Self.functions()
        let error = #expect(throws: AirlockError.self) { try call.checked(against: functions) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message == message)
    }

    @Test func `no text is no arguments`() throws {
        let call = HarmonyCall(recipient: try HarmonyName(function: "now"), text: " ")
        #expect(try call.checked(against: try Self.functions()).arguments == [:])
    }
}
