import AirlockCore

extension JSONValue {
    /// Null for nil.
    init(_ text: String?) { self = text.map(JSONValue.string) ?? .null }

    /// Null for nil.
    init(_ number: Int?) { self = number.map { .integer(Int64($0)) } ?? .null }

    /// The JSON form of a value that always has one; null if it has not.
    init(wire value: some Encodable) { self = (try? JSONValue(encoding: value)) ?? .null }
}
