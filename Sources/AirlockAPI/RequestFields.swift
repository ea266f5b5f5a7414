public import AirlockCore

/// The members of a request body, taken out one by one. What is left at the end is an unknown field.
public struct RequestFields: Sendable {
    private var members: [String: JSONValue]
    private var known: Set<String> = []
    private let place: String

    /// - Parameter place: What stands before a field's name in messages, e.g. `messages[2].`.
    /// - Throws: `.invalidRequest` for anything but an object.
    public init(_ body: JSONValue, place: String = "") throws(AirlockError) {
        guard let members = body.object else {
            let what = place.isEmpty ? "the body" : String(place.dropLast())
            throw AirlockError(.invalidRequest, "\(what) is not a JSON object", hint: "send an object: {\"field\": …}")
        }
        self.members = members
        self.place = place
    }

    /// The field as it is; nil if it is absent or null.
    public mutating func value(_ name: String) -> JSONValue? {
        known.insert(name)
        let value = members.removeValue(forKey: name)
        return value == .null ? nil : value
    }

    /// - Parameter bytes: Lengths that are accepted, in bytes of UTF-8.
    public mutating func string(_ name: String, bytes: ClosedRange<Int>) throws(AirlockError) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string else { throw refusal(name, "is not a string") }
        guard bytes.contains(text.utf8.count) else {
            throw refusal(name, "has \(text.utf8.count) bytes; \(bytes.lowerBound) to \(bytes.upperBound) are accepted")
        }
        return text
    }

    /// An absolute path on the host.
    public mutating func path(_ name: String) throws(AirlockError) -> String? {
        guard let path = try string(name, bytes: 1...4096) else { return nil }
        guard path.hasPrefix("/"), !path.utf8.contains(0) else { throw refusal(name, "is not an absolute path") }
        return path
    }

    public mutating func integer(_ name: String, in range: ClosedRange<Int>) throws(AirlockError) -> Int? {
        guard let value = value(name) else { return nil }
        guard let number = value.integer else { throw refusal(name, "is not a whole number") }
        guard range.contains(number) else {
            throw refusal(name, "is \(number); \(range.lowerBound) to \(range.upperBound) are accepted")
        }
        return number
    }

    public mutating func number(_ name: String, in range: ClosedRange<Double>) throws(AirlockError) -> Double? {
        guard let value = value(name) else { return nil }
        let number: Double
        switch value {
        case .integer(let whole): number = Double(whole)
        case .number(let real): number = real
        case .null, .bool, .string, .array, .object: throw refusal(name, "is not a number")
        }
        guard range.contains(number) else {
            throw refusal(name, "is \(number); \(range.lowerBound) to \(range.upperBound) are accepted")
        }
        return number
    }

    public mutating func bool(_ name: String) throws(AirlockError) -> Bool? {
        guard let value = value(name) else { return nil }
        guard let flag = value.bool else { throw refusal(name, "is not true or false") }
        return flag
    }

    public mutating func choice<T: RawRepresentable & CaseIterable>(
        _ name: String, of type: T.Type
    ) throws(AirlockError) -> T? where T.RawValue == String {
        guard let value = value(name) else { return nil }
        guard let choice = value.string.flatMap(T.init(rawValue:)) else {
            throw refusal(name, "is none of \(T.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }

    /// - Parameters:
    ///   - most: Items that are accepted.
    ///   - bytes: Bytes of UTF-8 that each may have, at most.
    public mutating func strings(_ name: String, most: Int, bytes: Int) throws(AirlockError) -> [String]? {
        guard let items = try array(name, most: most) else { return nil }
        var texts: [String] = []
        for (index, item) in items.enumerated() {
            guard let text = item.string else { throw refusal("\(name)[\(index)]", "is not a string") }
            guard text.utf8.count <= bytes else { throw refusal("\(name)[\(index)]", "is over \(bytes) bytes") }
            texts.append(text)
        }
        return texts
    }

    public mutating func array(_ name: String, most: Int) throws(AirlockError) -> [JSONValue]? {
        guard let value = value(name) else { return nil }
        guard let items = value.array else { throw refusal(name, "is not an array") }
        guard items.count <= most else { throw refusal(name, "has \(items.count) items; at most \(most) are accepted") }
        return items
    }

    /// The value that a field must have.
    public func required<T>(_ value: T?, _ name: String) throws(AirlockError) -> T {
        guard let value else { throw refusal(name, "is missing") }
        return value
    }

    /// All that was not taken.
    public var rest: JSONValue { .object(members) }

    /// - Throws: `.invalidRequest` if a field is left that nobody asked for.
    public func finish() throws(AirlockError) {
        guard let unknown = members.keys.min() else { return }
        throw AirlockError(
            .invalidRequest, "\(place)\(unknown.prefix(100).debugDescription) is not a field of this request",
            hint: "fields: \(known.sorted().joined(separator: ", "))")
    }

    public func refusal(_ name: String, _ problem: String) -> AirlockError {
        AirlockError(.invalidRequest, "\(place)\(name) \(problem)", hint: "see /openapi.json")
    }
}
