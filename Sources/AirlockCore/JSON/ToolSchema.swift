/// The few shapes of JSON Schema that tools describe themselves with.
public enum ToolSchema {
    /// A closed object: fields that aren't named are refused.
    public static func object(_ properties: [String: JSONValue], required: [String]) -> JSONValue {
        .object([
            "type": "object", "properties": .object(properties), "additionalProperties": false,
            "required": .array(required.map { .string($0) }),
        ])
    }

    /// - Parameter length: In Unicode scalars.
    public static func string(_ description: String, length: ClosedRange<Int>) -> JSONValue {
        [
            "type": "string", "description": .string(description), "minLength": .integer(Int64(length.lowerBound)),
            "maxLength": .integer(Int64(length.upperBound)),
        ]
    }

    /// A text of an output, which has the limits of whatever it was read from.
    public static func text(_ description: String) -> JSONValue {
        ["type": "string", "description": .string(description)]
    }

    public static func time(_ description: String) -> JSONValue {
        ["type": "string", "format": "date-time", "description": .string(description)]
    }

    /// A number that is never negative.
    public static func count(_ description: String) -> JSONValue {
        ["type": "integer", "description": .string(description), "minimum": 0]
    }

    /// A list of an output.
    public static func list(_ description: String, of items: JSONValue) -> JSONValue {
        ["type": "array", "description": .string(description), "items": items]
    }

    public static func flag(_ description: String) -> JSONValue {
        ["type": "boolean", "description": .string(description)]
    }

    public static func integer(_ description: String, in range: ClosedRange<Int>) -> JSONValue {
        [
            "type": "integer", "description": .string(description), "minimum": .integer(Int64(range.lowerBound)),
            "maximum": .integer(Int64(range.upperBound)),
        ]
    }

    public static func choice(_ description: String, of names: [String]) -> JSONValue {
        ["type": "string", "description": .string(description), "enum": .array(names.map { .string($0) })]
    }

    public static func list(_ description: String, of items: JSONValue, count: ClosedRange<Int>) -> JSONValue {
        [
            "type": "array", "description": .string(description), "items": items,
            "minItems": .integer(Int64(count.lowerBound)), "maxItems": .integer(Int64(count.upperBound)),
        ]
    }

    /// A path in the workspace; `""` is the workspace itself.
    public static func path(_ description: String) -> JSONValue { string(description, length: 0...4096) }
}
