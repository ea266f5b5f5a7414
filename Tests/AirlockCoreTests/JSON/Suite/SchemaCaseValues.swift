extension SchemaCase {
    private static let all = ["null", "true", "0", "1.5", #""a""#, "[]", "{}"]

    private static func except(_ kept: [String]) -> [String] { all.filter { !kept.contains($0) } }

    /// Of single values.
    static let values: [SchemaCase] = [
        SchemaCase("true", "true", fits: all, misfits: []),
        SchemaCase("false", "false", fits: [], misfits: all),
        SchemaCase("an empty schema", "{}", fits: all, misfits: []),
        SchemaCase("type null", #"{"type":"null"}"#, fits: ["null"], misfits: except(["null"]) + [#""""#, #""null""#]),
        SchemaCase("type boolean", #"{"type":"boolean"}"#, fits: ["true", "false"], misfits: except(["true"]) + ["1"]),
        SchemaCase(
            "type integer", #"{"type":"integer"}"#, fits: ["0", "-3", "1.0", "1e3", "9223372036854775807", "1e300"],
            misfits: except(["0"]) + [#""1""#, "1.0000001"]),
        SchemaCase("type number", #"{"type":"number"}"#, fits: ["0", "1.5", "-1e-9"], misfits: except(["0", "1.5"])),
        SchemaCase("type string", #"{"type":"string"}"#, fits: [#""""#, #""1""#], misfits: except([#""a""#])),
        SchemaCase("type array", #"{"type":"array"}"#, fits: ["[]", "[[1]]"], misfits: except(["[]"])),
        SchemaCase("type object", #"{"type":"object"}"#, fits: ["{}", #"{"a":1}"#], misfits: except(["{}"])),
        SchemaCase(
            "several types", #"{"type":["integer","null"]}"#, fits: ["1", "null"], misfits: except(["0", "null"])),
        SchemaCase("one type in a list", #"{"type":["string"]}"#, fits: [#""a""#], misfits: except([#""a""#])),
        SchemaCase(
            "enum", #"{"enum":[1,"1",[2],{"a":null}]}"#, fits: ["1", "1.0", #""1""#, "[2]", #"{"a":null}"#],
            misfits: ["2", #""2""#, "[]", "[2,2]", #"{"a":0}"#, "null", "true"]),
        SchemaCase("enum of null", #"{"enum":[null]}"#, fits: ["null"], misfits: ["0", "false", #""""#]),
        SchemaCase(
            "enum of false is not of 0", #"{"enum":[false]}"#, fits: ["false"], misfits: ["0", "0.0", "[false]"]),
        SchemaCase("enum of a list with 1", #"{"enum":[[1]]}"#, fits: ["[1]", "[1.0]"], misfits: ["[true]", "1"]),
        SchemaCase("enum with a newline", #"{"enum":["a\nb"]}"#, fits: [#""a\nb""#], misfits: [#""a\rb""#, #""ab""#]),
        SchemaCase("const", #"{"const":2}"#, fits: ["2", "2.0", "2e0"], misfits: ["5", #""2""#, "[2]"]),
        SchemaCase(
            "const with an object", #"{"const":{"a":1,"b":[true]}}"#, fits: [#"{"b":[true],"a":1}"#],
            misfits: [#"{"a":1}"#, #"{"a":1,"b":[true],"c":0}"#, #"{"a":1,"b":[1]}"#]),
        SchemaCase("const null", #"{"const":null}"#, fits: ["null"], misfits: ["0", "{}"]),
        SchemaCase(
            "const 0 is not false", #"{"const":0}"#, fits: ["0", "-0", "0.0"], misfits: ["false", "[]", #""""#]),
        SchemaCase("const with U+0000", #"{"const":"a\u0000b"}"#, fits: [#""a\u0000b""#], misfits: [#""ab""#]),
        SchemaCase(
            "const tells letters from their composition", #"{"const":"\u00e9"}"#, fits: [#""é""#],
            misfits: [#""e\u0301""#]),
        SchemaCase("minimum", #"{"minimum":1.1}"#, fits: ["1.1", "2", #""x""#, "null"], misfits: ["1", "0.6", "-5"]),
        SchemaCase("a minimum below zero", #"{"minimum":-2}"#, fits: ["-2", "-2.0", "0"], misfits: ["-2.0001", "-3"]),
        SchemaCase("maximum", #"{"maximum":3}"#, fits: ["3", "3.0", "-9", "[9]"], misfits: ["3.0001", "300"]),
        SchemaCase(
            "limits of 64 bits", #"{"minimum":9223372036854775806,"maximum":9223372036854775807}"#,
            fits: ["9223372036854775806", "9223372036854775807"], misfits: ["9223372036854775805", "1e19"]),
        SchemaCase(
            "exclusiveMinimum", #"{"exclusiveMinimum":1}"#, fits: ["1.001", "2", #""0""#], misfits: ["1", "1.0", "0"]),
        SchemaCase(
            "exclusiveMaximum", #"{"exclusiveMaximum":3}"#, fits: ["2.999", "-1", "{}"], misfits: ["3", "3.0", "4"]),
        SchemaCase(
            "minLength", #"{"minLength":2}"#, fits: [#""ab""#, #""абв""#, "1", "[]"],
            misfits: [#""a""#, #""""#, #""😀""#]),
        SchemaCase(
            "maxLength counts code points", #"{"maxLength":2}"#, fits: [#""😀😀""#, #""e\u0301""#, "100"],
            misfits: [#""abc""#, #""😀😀😀""#, #""e\u0301x""#]),
        SchemaCase("maxLength 0", #"{"maxLength":0}"#, fits: [#""""#], misfits: [#"" ""#]),
        SchemaCase("a count written as a fraction", #"{"maxLength":2.0}"#, fits: [#""ab""#], misfits: [#""abc""#]),
        SchemaCase(
            "annotations assert nothing",
            #"{"title":1,"description":"d","default":[],"examples":[1],"format":"email","$schema":"x","$id":"y","$comment":2}"#,
            fits: all + [#""no address""#], misfits: []),
    ]
}
