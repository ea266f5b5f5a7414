import AirlockCore
import AirlockModels
import AirlockTestKit
import Testing

struct SchemaGrammarTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let schema: String
        /// Canonical JSON that must be let through.
        let fits: [String]
        /// What must not.
        let misfits: [String]
        let loose: Set<String>

        init(_ schema: String, fits: [String], misfits: [String], loose: Set<String> = []) {
            self.schema = schema
            self.fits = fits
            self.misfits = misfits
            self.loose = loose
        }

        var testDescription: String { schema }
    }

    static let cases: [Case] = [
        Case(#"{"type":"null"}"#, fits: ["null"], misfits: ["nul", "null ", "0"]),
        Case(#"{"type":"boolean"}"#, fits: ["true", "false"], misfits: ["True", "1"]),
        Case(
            #"{"type":"integer"}"#, fits: ["0", "-7", "999999999999999999"],
            misfits: ["01", "1.5", "1e3", "+1", "9999999999999999999", ""]),
        Case(
            #"{"type":"number"}"#, fits: ["0", "-0.5", "1e+21", "1.5e-7", "123456789012345680000", "0.000001"],
            misfits: [".5", "1.", "1e", "1e999", "NaN", "-Infinity"]),
        Case(
            #"{"type":"integer","minimum":1,"maximum":50}"#, fits: ["1", "9", "10", "49", "50"],
            misfits: ["0", "51", "-1", "100", "05"]),
        Case(
            #"{"type":"integer","minimum":-13,"exclusiveMaximum":7}"#, fits: ["-13", "-9", "0", "6"],
            misfits: ["-14", "7", "-20", "-"]),
        Case(
            #"{"type":"integer","exclusiveMinimum":95,"maximum":1234}"#,
            fits: ["96", "100", "999", "1000", "1229", "1234"], misfits: ["95", "1235", "2000"]),
        Case(#"{"type":"integer","minimum":0.5,"maximum":2.5}"#, fits: ["1", "2"], misfits: ["0", "3"]),
        Case(#"{"type":"integer","maximum":-5}"#, fits: ["-5", "-10", "-99999"], misfits: ["-4", "0", "5"]),
        Case(#"{"type":"number","minimum":0}"#, fits: ["0", "1.5"], misfits: ["x"], loose: ["minimum"]),
        Case(
            #"{"type":"string"}"#, fits: [#""""#, #""a\"\\\n é😀""#, #""\u0001""#],
            misfits: [#""\ud800""#, #""\udc00""#, "\"\n\"", #""\x41""#, "\"", "a"]),
        Case(
            #"{"type":"string","minLength":2,"maxLength":3}"#, fits: [#""ab""#, #""😀😀😀""#, #""\n\n""#],
            misfits: [#""a""#, #""abcd""#]),
        Case(#"{"type":"string","maxLength":5000}"#, fits: [#""ab""#], misfits: ["1"], loose: ["maxLength"]),
        Case(
            #"{"enum":["a","b\n",1,null,{"k":[true]}]}"#, fits: [#""a""#, #""b\n""#, "1", "null", #"{"k":[true]}"#],
            misfits: [#""b""#, "a", "true"]),
        Case(#"{"type":"string","enum":["a",1]}"#, fits: [#""a""#], misfits: ["1"]),
        Case(#"{"const":{"a":"\"x\"","b":1}}"#, fits: [#"{"a":"\"x\"","b":1}"#], misfits: ["{}"]),
        Case(#"{"type":["integer","null"]}"#, fits: ["1", "null"], misfits: [#""1""#]),
        Case(#"{"type":["integer","number"]}"#, fits: ["1", "1.5"], misfits: ["true"]),
        Case(
            #"{"type":"array","items":{"type":"boolean"}}"#, fits: ["[]", "[true]", "[true,false]", "[true, false]"],
            misfits: ["[true,]", "[,]", "[1]", "[true  ,true]"]),
        Case(
            #"{"type":"array","items":{"const":1},"minItems":2,"maxItems":3}"#, fits: ["[1,1]", "[1,1,1]"],
            misfits: ["[]", "[1]", "[1,1,1,1]"]),
        Case(#"{"type":"array","items":{"const":1},"maxItems":1}"#, fits: ["[]", "[1]"], misfits: ["[1,1]"]),
        Case(#"{"type":"array","maxItems":0}"#, fits: ["[]"], misfits: ["[1]"]),
        Case(
            #"{"items":{"const":1},"uniqueItems":true}"#, fits: ["[]", "[1]"], misfits: ["[2]"], loose: ["uniqueItems"]),
        Case(
            #"{"prefixItems":[{"const":1},{"const":2}],"items":{"const":3}}"#,
            fits: ["[]", "[1]", "[1,2]", "[1,2,3,3]"],
            misfits: ["[2]", "[1,3]", "[1,2,2]"]),
        Case(
            #"{"prefixItems":[{"const":1},{"const":2}],"items":false,"minItems":1}"#, fits: ["[1]", "[1,2]"],
            misfits: ["[]", "[1,2,3]"]),
        Case(
            #"{"type":"object","properties":{"b":{"const":2},"a":{"const":1},"c":{"const":3}},"required":["b"]}"#,
            fits: [#"{"b":2}"#, #"{"a":1,"b":2}"#, #"{"b":2,"c":3}"#, #"{"a":1,"b":2,"c":3}"#, #"{"a": 1, "b": 2}"#],
            misfits: [
                "{}", #"{"a":1}"#, #"{"b":2,"a":1}"#, #"{"b":2,}"#, #"{,"b":2}"#, #"{"b":2,"d":4}"#, #"{"b":2,"b":2}"#,
            ]),
        Case(
            #"{"type":"object","properties":{"a":{"const":1},"b":{"const":2}}}"#,
            fits: ["{}", #"{"a":1}"#, #"{"b":2}"#, #"{"a":1,"b":2}"#], misfits: [#"{"b":2,"a":1}"#]),
        Case(
            #"{"type":"object","required":["x\"y"],"additionalProperties":{"type":"null"}}"#, fits: [#"{"x\"y":null}"#],
            misfits: ["{}"]),
        Case(#"{"type":"object","additionalProperties":false}"#, fits: ["{}"], misfits: [#"{"a":1}"#]),
        Case(
            #"{"additionalProperties":{"type":"integer"}}"#, fits: ["{}", #"{"a":1}"#, #"{"a":1,"é":2}"#],
            misfits: [#"{"a":"x"}"#], loose: ["names"]),
        Case(#"{"properties":{"a":{"const":1},"b":false}}"#, fits: ["{}", #"{"a":1}"#], misfits: [#"{"b":1}"#]),
        Case(#"{"anyOf":[{"type":"integer"},{"const":"x"},false]}"#, fits: ["3", #""x""#], misfits: [#""y""#]),
        Case(
            #"{"oneOf":[{"type":"integer"},{"const":"x"}]}"#, fits: ["3", #""x""#], misfits: ["null"], loose: ["oneOf"]),
        Case(
            #"{"type":"object","properties":{"k":{"type":"string","maxLength":1}},"anyOf":[{"required":["k"]},{"properties":{"z":{"const":1}},"required":["z"]}]}"#,
            fits: [#"{"k":"a"}"#, #"{"k":"a","z":1}"#, #"{"z":1}"#], misfits: ["{}"]),
        Case(
            #"{"allOf":[{"type":["integer","string"],"minimum":3},{"type":["integer","null"],"maximum":9,"minimum":1}]}"#,
            fits: ["3", "9"], misfits: ["2", "10", #""a""#, "null"]),
        Case(
            ##"{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","required":["v"],"additionalProperties":false,"properties":{"v":{"type":"integer"},"sub":{"type":"array","items":{"$ref":"#/$defs/node"}}}}}}"##,
            fits: [#"{"v":1}"#, #"{"sub":[{"v":2},{"sub":[],"v":3}],"v":1}"#], misfits: [#"{"sub":[{}],"v":1}"#]),
        Case(
            ##"{"$ref":"#/$defs/a","maximum":5,"$defs":{"a":{"type":"integer","minimum":1}}}"##, fits: ["1", "5"],
            misfits: ["0", "6"]),
        Case("true", fits: ["null", "[1,{}]", #"{"a":[true,"x"]}"#], misfits: ["", "[", "nul"], loose: ["names"]),
    ]

    @Test(arguments: cases)
    func `a grammar lets through what fits and nothing else`(example: Case) throws {
        let grammar = try SchemaGrammar(try JSONValue(parsing: example.schema))
        let gbnf = try GBNFGrammar(grammar.text)
        #expect(grammar.loose == example.loose)
        for text in example.fits { #expect(gbnf.matches(text), "\(text) in \(grammar.text)") }
        for text in example.misfits { #expect(!gbnf.matches(text), "\(text) in \(grammar.text)") }
    }

    @Test(arguments: cases)
    func `what a grammar can write fits the schema`(example: Case) throws {
        let schema = JSONSchema(try JSONValue(parsing: example.schema))
        let grammar = try SchemaGrammar(schema.schema)
        let gbnf = try GBNFGrammar(grammar.text)
        var random = SeededSource(seed: 11)
        var fitting = 0
        for _ in 0..<200 {
            let text = gbnf.sample(&random)
            #expect(gbnf.matches(text))
            if !grammar.loose.isEmpty {
                if let value = try? JSONValue(parsing: text), try schema.misfit(in: value) == nil { fitting += 1 }
                continue
            }
            fitting += 1
            let value = try JSONValue(parsing: text)
            #expect(try schema.misfit(in: value) == nil, "\(text)")
        }
        #expect(fitting > 20)
    }

    @Test(arguments: [
        "false", #"{"anyOf":[false]}"#, #"{"type":"integer","minimum":3,"maximum":2}"#,
        #"{"minLength":3,"maxLength":2}"#,
        #"{"minLength":100000}"#, #"{"type":"string","enum":[1]}"#,
        ##"{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/a"}}}"##,
        ##"{"$ref":"#"}"##, ##"{"anyOf":[{"$ref":"#"},{"type":"null"}]}"##, #"{"pattern":"a"}"#,
        #"{"allOf":[{"type":"null"},{"type":"string"}]}"#, #"{"required":["a"],"properties":{"a":false}}"#,
        #"{"allOf":[{"properties":{"a":{}},"additionalProperties":false},{"properties":{"b":{}}}]}"#,
        #"{"prefixItems":[{}],"items":false,"minItems":2}"#,
    ])
    func `what makes no grammar is refused`(text: String) throws {
        let schema = try JSONValue(parsing: text)
        let error = #expect(throws: AirlockError.self) { try SchemaGrammar(schema) }
        #expect(error?.code == .invalidRequest)
    }
}
