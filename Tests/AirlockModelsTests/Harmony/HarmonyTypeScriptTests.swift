import AirlockCore
import AirlockModels
import Testing

struct HarmonyTypeScriptTests {
    /// The type of one required property.
    private static func type(_ schema: JSONValue, definitions: JSONValue = [:]) throws -> String {
        let function = try HarmonyFunction(
            name: "f", summary: "",
            parameters: ["type": "object", "required": ["a"], "properties": ["a": schema], "$defs": definitions])
        let content = try #require(
            HarmonyDeveloper(instructions: "", functions: [function], answer: nil).message?.content)
        let begun = try #require(content.split(separator: "(_: {\n").last)
        return String(try #require(begun.split(separator: "\n}) => any;").first))
    }

    @Test(
        arguments: [
            (["type": "integer"], "a: number,"), (["type": "boolean"], "a: boolean,"), (["type": "null"], "a: null,"),
            (["type": ["string", "null"]], "a: string | null,"), (["const": 5], "a: 5,"), (true, "a: any,"),
            (["enum": ["x", 1, .null]], #"a: "x" | 1 | null,"#), (["type": "array"], "a: any[],"),
            (["type": "array", "items": ["enum": [1, 2]]], "a: (1 | 2)[],"), (["type": "object"], "a: object,"),
            (["anyOf": [["type": "string"], ["type": "integer"], ["type": "number"]]], "a: string | number,"),
            (["type": "string", "default": "x y"], "a: string, // default: x y"),
            (["type": "integer", "default": 3], "a: number, // default: 3"),
            (["type": "string", "default": "x\ny"], #"a: string, // default: "x\ny""#),
            (["type": "string", "description": "one\ntwo"], "// one\n// two\na: string,"),
            (
                ["type": "object", "required": ["z"], "properties": ["b-c": true, "z": true]],
                "a: {\nz: any,\n\"b-c\"?: any,\n},"
            ),
            (["$ref": "#/$defs/none"], "a: any,"),
        ] as [(JSONValue, String)])
    func `a schema becomes a type`(schema: JSONValue, type: String) throws {
        #expect(try Self.type(schema) == type)
    }

    @Test func `a schema that refers to itself ends`() throws {
        let type = try Self.type(
            ["$ref": "#/$defs/tree"],
            definitions: ["tree": ["type": "object", "properties": ["left": ["$ref": "#/$defs/tree"]]]])
        #expect(type.hasSuffix("left?: any,\n},\n},\n},\n},"))
    }
}
