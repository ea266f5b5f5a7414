import AirlockCore
import HTTPTypes
import Hummingbird

extension Request {
    /// Bytes that a body may have.
    static let bodyLimit = 1 << 20

    /// The body as strict JSON.
    /// - Parameter empty: What no body at all stands for; nil: it is refused.
    /// - Throws: `.limitExceeded` over ``bodyLimit``; `.invalidRequest` with the byte offset.
    func json(orElse empty: JSONValue? = nil) async throws -> JSONValue {
        let tooLong = AirlockError(
            .limitExceeded, "the body is over \(Self.bodyLimit) bytes",
            hint: "put large content into files of the workspace")
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > Self.bodyLimit { throw tooLong }
        var bytes: [UInt8] = []
        for try await part in body {
            guard bytes.count + part.readableBytes <= Self.bodyLimit else { throw tooLong }
            bytes.append(contentsOf: part.readableBytesView)
        }
        guard !bytes.isEmpty else {
            if let empty { return empty }
            throw AirlockError(.invalidRequest, "the body is empty", hint: "send a JSON object")
        }
        return try JSONValue(parsing: bytes)
    }

    /// The items of the query string, each known and given once.
    /// - Throws: `.invalidRequest` for any other.
    func query(_ known: String...) throws(AirlockError) -> [String: String] {
        var items: [String: String] = [:]
        for (name, value) in uri.queryParameters {
            guard known.contains(String(name)) else {
                throw AirlockError(
                    .invalidRequest, "\(name.prefix(100).debugDescription) is not a query item here",
                    hint: known.isEmpty ? "it takes none" : "known: \(known.joined(separator: ", "))")
            }
            guard items.updateValue(String(value), forKey: String(name)) == nil else {
                throw AirlockError(.invalidRequest, "the query item \(name) is given twice")
            }
        }
        return items
    }
}

extension [String: String] {
    /// A whole number of the query.
    /// - Throws: `.invalidRequest` for one out of range.
    func number(_ name: String, in range: ClosedRange<Int>) throws(AirlockError) -> Int? {
        guard let text = self[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw AirlockError(
                .invalidRequest, "\(name) is not a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
