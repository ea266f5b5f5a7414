public import AirlockCore
import Foundation

/// Where an OpenAI-compatible server is, and how long and how much we let it answer.
public struct OpenAIEndpoint: Sendable {
    public struct Limits: Sendable, Hashable {
        /// For the whole answer.
        public var total: Duration
        /// Between two pieces of the answer, once the first has come. Before it only ``total`` counts: a long prompt
        /// may take minutes on a CPU.
        public var stall: Duration
        /// Bytes of the whole body.
        public var body: Int
        /// Bytes of one event.
        public var event: Int

        public init(total: Duration, stall: Duration, body: Int = 16 << 20, event: Int = 1 << 20) {
            self.total = total
            self.stall = stall
            self.body = body
            self.event = event
        }
    }

    /// The provider's configured name, for messages.
    public let name: String
    public private(set) var limits: Limits
    /// Whether what is sent stays on this machine.
    public let isLocal: Bool
    /// The host, for messages; `a local socket` for a socket.
    public let host: String
    /// The part of every address before `/chat/completions`.
    let base: String
    /// Asked before each request, so that a key can change and is not kept.
    let apiKey: @Sendable () -> String?

    /// - Parameter baseURL: `http://…`, `https://…` or `http+unix://%2Fpath%2Fto%2Fsocket`; without a path, `/v1` is added.
    /// - Throws: `.invalidRequest` for any other address, or one with a user, query or fragment.
    public init(
        name: String, baseURL: String, limits: Limits, apiKey: @escaping @Sendable () -> String?
    ) throws(AirlockError) {
        guard let parts = URLComponents(string: baseURL), let scheme = parts.scheme?.lowercased(),
            ["http", "https", "http+unix"].contains(scheme), let host = parts.host, !host.isEmpty,
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil
        else {
            throw AirlockError(
                .invalidRequest, "model provider \(name): base_url is no address of a server",
                hint: "Write it like https://host/v1 or http://127.0.0.1:8080/v1.")
        }
        let isSocket = scheme == "http+unix"
        self.name = name
        self.limits = limits
        self.apiKey = apiKey
        self.host = isSocket ? "a local socket" : host
        isLocal = isSocket || Self.isLoopback(host)
        let path = parts.percentEncodedPath.drop { $0 == "/" }
        var trimmed = baseURL[...]
        while trimmed.hasSuffix("/") { trimmed = trimmed.dropLast() }
        base = path.isEmpty ? "\(trimmed)/v1" : String(trimmed)
    }

    /// The same, with so much time for the whole answer.
    func within(_ total: Duration) -> OpenAIEndpoint {
        var endpoint = self
        endpoint.limits.total = min(limits.total, total)
        return endpoint
    }

    /// The name and the place, as messages show them.
    var label: String { "\(name) (\(host))" }

    private static func isLoopback(_ host: String) -> Bool {
        let bare = host.trimmingCharacters(in: ["[", "]"]).lowercased()
        if bare == "localhost" || bare == "::1" { return true }
        let numbers = bare.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && numbers.allSatisfy { $0 != nil } && numbers[0] == 127
    }
}
