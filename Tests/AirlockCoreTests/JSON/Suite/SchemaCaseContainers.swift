extension SchemaCase {
    /// Of arrays and objects.
    static let containers: [SchemaCase] = [
        SchemaCase(
            "items", #"{"items":{"type":"integer"}}"#, fits: ["[]", "[1,2]", #"{"0":"a"}"#, #""x""#],
            misfits: [#"[1,"x"]"#, "[null]"]),
        SchemaCase("items false", #"{"items":false}"#, fits: ["[]", "1"], misfits: ["[1]"]),
        SchemaCase(
            "items within items", #"{"items":{"type":"array","items":{"type":"integer"}}}"#,
            fits: ["[[1],[2,3],[]]"], misfits: [#"[["a"]]"#, "[1]"]),
        SchemaCase("null in items", #"{"items":{"type":"null"}}"#, fits: ["[null]"], misfits: ["[0]"]),
        SchemaCase(
            "prefixItems", #"{"prefixItems":[{"type":"integer"},{"type":"string"}]}"#,
            fits: ["[]", "[1]", #"[1,"a"]"#, #"[1,"a",true]"#, #"{"0":"x"}"#], misfits: [#"["a",1]"#, "[1,2]"]),
        SchemaCase(
            "items behind prefixItems", #"{"prefixItems":[{"type":"string"}],"items":{"type":"integer"}}"#,
            fits: [#"["a",1,2]"#, #"["a"]"#], misfits: [#"["a","b"]"#, "[1]"]),
        SchemaCase(
            "no items behind prefixItems", #"{"prefixItems":[{},{}],"items":false}"#,
            fits: ["[]", "[1]", #"[1,"a"]"#], misfits: ["[1,2,3]"]),
        SchemaCase("minItems", #"{"minItems":1}"#, fits: ["[1]", "[1,2]", #""""#], misfits: ["[]"]),
        SchemaCase("maxItems", #"{"maxItems":2}"#, fits: ["[]", "[1,2]", #""abc""#], misfits: ["[1,2,3]"]),
        SchemaCase(
            "uniqueItems", #"{"uniqueItems":true}"#,
            fits: [
                "[]", "[1,2]", "[1,true]", "[0,false]", #"[1,"1"]"#, "[[1],[2]]", #"["é","e\u0301"]"#,
                #"[{"a":1},{"a":2}]"#,
            ],
            misfits: ["[1,1]", "[1,1.0]", #"["a","a"]"#, #"[{"a":1,"b":2},{"b":2,"a":1}]"#, "[[1],[1]]", "[null,null]"]),
        SchemaCase("uniqueItems false", #"{"uniqueItems":false}"#, fits: ["[1,1]"], misfits: []),
        SchemaCase(
            "properties", #"{"properties":{"a":{"type":"integer"},"b":{"type":"string"}}}"#,
            fits: ["{}", #"{"a":1}"#, #"{"a":1,"b":"x","c":[]}"#, "[]", "12"],
            misfits: [#"{"a":"x"}"#, #"{"a":1,"b":{}}"#]),
        SchemaCase(
            "a property that must not be", #"{"properties":{"a":true,"b":false}}"#, fits: ["{}", #"{"a":1}"#],
            misfits: [#"{"b":2}"#, #"{"a":1,"b":2}"#]),
        SchemaCase(
            "names with signs", #"{"properties":{"a\nb":{"type":"integer"},"a\"b":{"type":"integer"},"":{"const":1}}}"#,
            fits: [#"{"a\nb":1,"a\"b":1,"":1}"#], misfits: [#"{"a\nb":"1"}"#, #"{"a\"b":"1"}"#, #"{"":2}"#]),
        SchemaCase(
            "names of JavaScript's", #"{"properties":{"__proto__":{"type":"integer"},"length":{"type":"string"}}}"#,
            fits: ["{}", #"{"__proto__":1}"#], misfits: [#"{"__proto__":"a"}"#, #"{"length":1}"#]),
        SchemaCase(
            "null as a property", #"{"properties":{"a":{"type":"null"}},"required":["a"]}"#, fits: [#"{"a":null}"#],
            misfits: ["{}", #"{"a":0}"#]),
        SchemaCase(
            "required", #"{"required":["a","b"]}"#, fits: [#"{"a":1,"b":null}"#, "[]", #""""#],
            misfits: ["{}", #"{"a":1}"#, #"{"A":1,"b":1}"#]),
        SchemaCase("nothing required", #"{"required":[]}"#, fits: ["{}"], misfits: []),
        SchemaCase(
            "a default is no value", #"{"properties":{"a":{"default":1}},"required":["a"]}"#, fits: [#"{"a":2}"#],
            misfits: ["{}"]),
        SchemaCase(
            "additionalProperties false", #"{"properties":{"a":{}},"additionalProperties":false}"#,
            fits: ["{}", #"{"a":1}"#, "[1]"], misfits: [#"{"b":1}"#, #"{"a":1,"b":2}"#]),
        SchemaCase(
            "additionalProperties with a schema", #"{"properties":{"a":{}},"additionalProperties":{"type":"boolean"}}"#,
            fits: [#"{"a":1,"b":true}"#], misfits: [#"{"a":1,"b":2}"#]),
        SchemaCase(
            "additionalProperties alone", #"{"additionalProperties":{"type":"boolean"}}"#, fits: [#"{"a":true}"#],
            misfits: [#"{"a":1}"#]),
        SchemaCase(
            "additionalProperties doesn't look into allOf",
            #"{"allOf":[{"properties":{"a":{}}}],"additionalProperties":{"type":"boolean"}}"#,
            fits: [#"{"a":true}"#], misfits: [#"{"a":1}"#]),
    ]
}
