import AirlockCore
import Foundation

/// The body of a response that the browser holds back, in pieces, so that a long one is never held whole.
struct DocumentStream {
    private static let pieceBytes: Int64 = 512 << 10

    private let connection: DevToolsConnection
    private let session: String
    private let request: String

    init(_ connection: DevToolsConnection, session: String, request: String) {
        self.connection = connection
        self.session = session
        self.request = request
    }

    /// - Throws: `.limitExceeded`, `.backendFailed`.
    func bytes(limit: Int) async throws -> [UInt8] {
        let taken = try await connection.call(
            "Fetch.takeResponseBodyAsStream", ["requestId": .string(request)], in: session)
        guard let handle = taken["stream"]?.string else {
            throw AirlockError(.backendFailed, "the browser gives no document")
        }
        var bytes: [UInt8] = []
        while true {
            let piece = try await connection.call(
                "IO.read", ["handle": .string(handle), "size": .integer(Self.pieceBytes)], in: session)
            let text = piece["data"]?.string ?? ""
            if piece["base64Encoded"]?.bool == true {
                bytes += Data(base64Encoded: text) ?? Data()
            } else {
                bytes += Array(text.utf8)
            }
            guard bytes.count <= limit else {
                throw AirlockError(.limitExceeded, "the document is longer than \(limit) bytes")
            }
            if piece["eof"]?.bool != false { return bytes }
        }
    }
}
