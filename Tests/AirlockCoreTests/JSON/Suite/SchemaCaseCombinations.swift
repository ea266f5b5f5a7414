extension SchemaCase {
    /// Of several schemas, and references among them.
    static let combinations: [SchemaCase] = [
        SchemaCase(
            "anyOf", #"{"anyOf":[{"type":"integer"},{"minimum":2}]}"#, fits: ["1", "2.5", "3", #""x""#],
            misfits: ["1.5"]),
        SchemaCase(
            "anyOf beside a type", #"{"type":"string","anyOf":[{"maxLength":2},{"minLength":4}]}"#,
            fits: [#""a""#, #""abcd""#], misfits: ["3", #""abc""#]),
        SchemaCase("anyOf with true", #"{"anyOf":[true,false]}"#, fits: ["1"], misfits: []),
        SchemaCase("anyOf of false", #"{"anyOf":[false,false]}"#, fits: [], misfits: ["1"]),
        SchemaCase(
            "anyOf of objects", #"{"anyOf":[{"required":["a"]},{"required":["b"]}]}"#,
            fits: [#"{"a":1}"#, #"{"b":1}"#, #"{"a":1,"b":1}"#], misfits: ["{}"]),
        SchemaCase("anyOf within anyOf", #"{"anyOf":[{"anyOf":[{"type":"null"}]}]}"#, fits: ["null"], misfits: ["1"]),
        SchemaCase(
            "oneOf", #"{"oneOf":[{"type":"integer"},{"minimum":2}]}"#, fits: ["1", "2.5"], misfits: ["3", "1.5"]),
        SchemaCase("oneOf of true twice", #"{"oneOf":[true,true,false]}"#, fits: [], misfits: ["1"]),
        SchemaCase("oneOf of true once", #"{"oneOf":[true,false,false]}"#, fits: ["1"], misfits: []),
        SchemaCase(
            "oneOf told apart by a constant",
            #"{"oneOf":[{"properties":{"k":{"const":"a"}},"required":["k","x"]},{"properties":{"k":{"const":"b"}},"required":["k"]}]}"#,
            fits: [#"{"k":"a","x":1}"#, #"{"k":"b"}"#], misfits: [#"{"k":"a"}"#, #"{"k":"c","x":1}"#, "{}"]),
        SchemaCase(
            "oneOf of required", #"{"type":"object","oneOf":[{"required":["a","b"]},{"required":["a","c"]}]}"#,
            fits: [#"{"a":1,"b":2}"#, #"{"a":1,"c":2}"#], misfits: [#"{"b":2}"#, #"{"a":1,"b":2,"c":3}"#, "[]"]),
        SchemaCase(
            "allOf", #"{"allOf":[{"required":["a"]},{"properties":{"a":{"type":"string"}}}]}"#, fits: [#"{"a":"x"}"#],
            misfits: ["{}", #"{"a":1}"#]),
        SchemaCase(
            "allOf beside others", #"{"maximum":9,"allOf":[{"minimum":3},{"type":"integer"}]}"#, fits: ["3", "9"],
            misfits: ["2", "10", "3.5"]),
        SchemaCase("allOf with false", #"{"allOf":[true,false]}"#, fits: [], misfits: ["1"]),
        SchemaCase(
            "allOf, anyOf and oneOf", #"{"allOf":[{"minimum":2}],"anyOf":[{"minimum":3}],"oneOf":[{"minimum":5}]}"#,
            fits: ["5"], misfits: ["1", "2", "4"]),
        SchemaCase(
            "$ref", ##"{"$ref":"#/$defs/a","$defs":{"a":{"type":"integer"}}}"##, fits: ["1"], misfits: [#""a""#]),
        SchemaCase(
            "$ref beside others", ##"{"$defs":{"a":{"type":"array"}},"$ref":"#/$defs/a","maxItems":2}"##, fits: ["[1]"],
            misfits: ["[1,2,3]", "{}"]),
        SchemaCase(
            "$ref to a $ref", ##"{"$defs":{"a":{"type":"integer"},"b":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/b"}"##,
            fits: ["1"], misfits: ["true"]),
        SchemaCase(
            "$ref to the whole", ##"{"properties":{"a":{"$ref":"#"}},"additionalProperties":false}"##,
            fits: [#"{"a":{"a":{}}}"#, #"{"a":false}"#], misfits: [#"{"b":1}"#, #"{"a":{"b":1}}"#]),
        SchemaCase(
            "$ref to a property", ##"{"properties":{"a":{"type":"integer"},"b":{"$ref":"#/properties/a"}}}"##,
            fits: [#"{"b":3}"#], misfits: [#"{"b":true}"#]),
        SchemaCase(
            "$ref to an item", ##"{"prefixItems":[{"type":"integer"},{"$ref":"#/prefixItems/0"}]}"##, fits: ["[1,2]"],
            misfits: [#"[1,"a"]"#]),
        SchemaCase(
            "$ref with escapes",
            ##"{"$defs":{"a~b":{"type":"integer"},"a/b":{"type":"string"},"a%b":{"type":"null"}},"prefixItems":[{"$ref":"#/$defs/a~0b"},{"$ref":"#/$defs/a~1b"},{"$ref":"#/$defs/a%25b"}]}"##,
            fits: [#"[1,"x",null]"#], misfits: [#"["x"]"#, "[1,1]", #"[1,"x",1]"#]),
        SchemaCase(
            "a property named $ref", #"{"properties":{"$ref":{"type":"string"}}}"#, fits: [#"{"$ref":"a"}"#],
            misfits: [#"{"$ref":2}"#]),
        SchemaCase(
            "a tree",
            ##"{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","required":["v"],"properties":{"v":{"type":"number"},"sub":{"type":"array","items":{"$ref":"#/$defs/node"}}}}}}"##,
            fits: [#"{"v":1}"#, #"{"v":1,"sub":[{"v":2,"sub":[]},{"v":3}]}"#],
            misfits: [#"{"v":1,"sub":[{}]}"#, #"{"v":1,"sub":[{"v":2,"sub":[{"v":"x"}]}]}"#]),
        SchemaCase(
            "$defs of $defs", ##"{"$defs":{"a":{"$defs":{"b":{"type":"null"}}}},"$ref":"#/$defs/a/$defs/b"}"##,
            fits: ["null"],
            misfits: ["1"]),
    ]
}
