import AirlockCore
import Testing

@Suite struct JSONSchemaTests {
    static let tool: JSONValue = [
        "type": "object", "additionalProperties": false, "required": ["query"],
        "properties": [
            "query": ["type": "string", "minLength": 1, "maxLength": 5, "description": "words"],
            "max_results": ["type": "integer", "minimum": 1, "maximum": 50, "default": 3],
            "region": ["type": ["object", "null"], "required": ["x"], "properties": ["x": ["type": "number"]]],
            "action": ["enum": ["read", "write", 1]], "kind": ["const": "k"],
            "paths": ["type": "array", "items": ["type": "string"], "minItems": 1, "maxItems": 2],
            "either": ["anyOf": [["type": "string"], ["type": "boolean"]]],
            "one": ["oneOf": [["type": "integer"], ["minimum": 5]]], "tree": ["$ref": "#/$defs/tree"],
            "map": ["type": "object", "additionalProperties": ["type": "integer"]],
        ],
        "$defs": [
            "tree": [
                "type": "object", "additionalProperties": false,
                "properties": ["left": ["$ref": "#/$defs/tree"], "leaf": ["type": "integer"]],
            ]
        ],
    ]

    @Test(arguments: [
        #"{"query":"a"}"#, #"{"query":"éééé😀","max_results":50}"#, #"{"query":"a","max_results":3.0}"#,
        #"{"query":"a","region":null}"#, #"{"query":"a","region":{"x":1,"other":[]}}"#, #"{"query":"a","action":1.0}"#,
        #"{"query":"a","kind":"k","paths":["a","b"]}"#, #"{"query":"a","either":true}"#, #"{"query":"a","one":4}"#,
        #"{"query":"a","one":5.5}"#, #"{"query":"a","tree":{"left":{"left":{"leaf":1}}}}"#,
        #"{"query":"a","map":{"z":1}}"#,
    ])
    func `what fits passes`(text: String) throws {
        try JSONSchema(Self.tool).check(try JSONValue(parsing: text), as: "t")
    }

    @Test(arguments: [
        ("[]", "t: not an object"), ("{}", "t.query: is missing"), (#"{"query":1}"#, "t.query: not a string"),
        (#"{"query":""}"#, "t.query: is empty"), (#"{"query":"123456"}"#, "t.query: more than 5 characters"),
        (#"{"qeury":"a"}"#, #"t: unknown field "qeury"; did you mean "query"?"#),
        (#"{"query":"a","zzz":"a"}"#, #"t: unknown field "zzz""#),
        (#"{"query":"a","max_results":0}"#, "t.max_results: less than 1"),
        (#"{"query":"a","max_results":51}"#, "t.max_results: more than 50"),
        (#"{"query":"a","max_results":1.5}"#, "t.max_results: not an integer"),
        (#"{"query":"a","max_results":true}"#, "t.max_results: not an integer"),
        (#"{"query":"a","region":{}}"#, "t.region.x: is missing"),
        (#"{"query":"a","region":3}"#, "t.region: not an object or null"),
        (#"{"query":"a","action":"raed"}"#, #"t.action: "raed" is none of "read", "write", 1; did you mean "read"?"#),
        (#"{"query":"a","kind":"K"}"#, #"t.kind: not "k""#), (#"{"query":"a","paths":[]}"#, "t.paths: is empty"),
        (#"{"query":"a","paths":["a","b","c"]}"#, "t.paths: more than 2 items"),
        (#"{"query":"a","paths":["a",2]}"#, "t.paths[1]: not a string"),
        (
            #"{"query":"a","either":1}"#,
            "t.either: fits none of the allowed forms (t.either: not a string; t.either: not a boolean)"
        ),
        (#"{"query":"a","one":6}"#, "t.one: fits more than one of the allowed forms"),
        (#"{"query":"a","tree":{"left":{"left":{"leaf":"x"}}}}"#, "t.tree.left.left.leaf: not an integer"),
        (#"{"query":"a","map":{"z":"1"}}"#, "t.map.z: not an integer"),
    ])
    func `what doesn't fit is named with its place`(text: String, message: String) throws {
        let value = try JSONValue(parsing: text)
        let error = #expect(throws: AirlockError.self) { try JSONSchema(Self.tool).check(value, as: "t") }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message == message)
    }

    @Test(arguments: [
        #"{"pattern":"a"}"#, #"{"properties":{"a":{"contains":{}}}}"#, #"{"anyOf":[{"not":{}}]}"#, #"{"type":"text"}"#,
        #"{"type":[]}"#, #"{"$ref":"https://example.org/s"}"#, ##"{"$ref":"#/$defs/none"}"##, #"{"enum":[]}"#, "3",
        #"{"minItems":-1}"#, #"{"maximum":"1"}"#, #"{"required":[1]}"#, #"{"anyOf":[]}"#, #"{"items":[{}]}"#,
        #"{"$defs":{"a":{"allOf":[]}}}"#, #"{"uniqueItems":1}"#, #"{"exclusiveMinimum":true}"#,
        #"{"items":{"$id":"x"}}"#, #"{"prefixItems":{}}"#, #"{"multipleOf":2}"#, #"{"if":{}}"#, #"{"not":false}"#,
        ##"{"$ref":"#/properties/a","properties":{}}"##, ##"{"$ref":"#a"}"##, #"{"$anchor":"a"}"#, #"{"$ref":3}"#,
        #"{"patternProperties":{}}"#, #"{"dependentRequired":{}}"#, #"{"const":1,"Const":1}"#,
        #"{"additionalProperties":1}"#,
    ])
    func `a schema that can't be read whole lets nothing pass`(text: String) throws {
        let schema = JSONSchema(try JSONValue(parsing: text))
        let error = #expect(throws: AirlockError.self) { try schema.check(["a": 1], as: "t") }
        #expect(error?.message.hasPrefix("the JSON Schema can't be used: schema") == true)
    }

    @Test(arguments: [
        ("[]", "", "at the whole answer: not an object; expected an object, found []"),
        (#"{"query":1}"#, "/query", "at /query: not a string; expected a string, found 1"),
        (
            #"{"query":"a","max_results":90}"#, "/max_results",
            "at /max_results: more than 50; expected 50 or less, found 90"
        ),
        (#"{"query":"a","paths":["b",3]}"#, "/paths/1", "at /paths/1: not a string; expected a string, found 3"),
        (
            #"{"query":"a","map":{"x/y~":""}}"#, "/map/x~1y~0",
            #"at /map/x~1y~0: not an integer; expected an integer, found """#
        ),
        (#"{"query":"a","region":{"z":1}}"#, "/region/x", "at /region/x: is missing"),
    ])
    func `a misfit tells a model where it is and what would fit`(text: String, pointer: String, advice: String) throws {
        let misfit = try #require(try JSONSchema(Self.tool).misfit(in: try JSONValue(parsing: text)))
        #expect(misfit.pointer == pointer)
        #expect(misfit.advice == advice)
    }

    @Test func `true allows all and false nothing`() throws {
        try JSONSchema(true).check(.null, as: "t")
        #expect(throws: AirlockError.self) { try JSONSchema(false).check(.null, as: "t") }
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["anyOf", "oneOf"])
    func `references that never end are given up`(keyword: String) {
        let loop: JSONValue = ["$ref": "#/$defs/a"]
        let schemas: [JSONValue] = [
            ["$ref": "#/$defs/a", "$defs": ["a": loop]],
            ["$ref": "#/$defs/a", "$defs": ["a": .object([keyword: [loop, loop, true]])]],
        ]
        for schema in schemas {
            #expect(throws: AirlockError.self) { try JSONSchema(schema).check(1, as: "t") }
        }
    }

    @Test(arguments: [
        ("qeury", "query"), ("querry", "query"), ("x", nil), ("", nil), ("queryyyy", nil), ("QUERY", nil),
        ("pth", "path"),
    ])
    func `a near miss finds its word`(word: String, expected: String?) {
        #expect(Spelling.nearest(to: word, among: ["path", "query"]) == expected)
    }
}
