import FoundationEssentials

extension JSONValue: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    /// The JSON form of any encodable value, up to 512 deep. Whole numbers within 64 bits become `.integer`.
    /// - Throws: `.invalidRequest` for what has no JSON form, e.g. a number that isn't finite.
    public init(encoding value: some Encodable) throws(AirlockError) {
        let bytes: Data
        do {
            bytes = try JSONEncoder().encode(value)
        } catch {
            throw AirlockError(.invalidRequest, "not a JSON value: \(error)", cause: error)
        }
        try self.init(parsing: Array(bytes), maxDepth: 512)
    }

    /// - Throws: `.invalidRequest` that names the first place that doesn't fit.
    public func decode<T: Decodable>(_ type: T.Type) throws(AirlockError) -> T {
        do {
            return try JSONDecoder().decode(type, from: Data(canonical))
        } catch let error as AirlockError {
            throw error
        } catch let error as DecodingError {
            throw AirlockError(.invalidRequest, "doesn't fit \(type): \(Self.describe(error))", cause: error)
        } catch {
            throw AirlockError(.invalidRequest, "doesn't fit \(type): \(error)", cause: error)
        }
    }

    private static func describe(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing"
        case .valueNotFound(_, let context): "\(place(context.codingPath)) is null"
        case .typeMismatch(let type, let context): "\(place(context.codingPath)) is not of type \(type)"
        case .dataCorrupted(let context): "\(place(context.codingPath)): \(context.debugDescription)"
        @unknown default: "\(error)"
        }
    }

    private static func place(_ path: [any CodingKey]) -> String {
        path.isEmpty ? "the value" : path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
}
