import AirlockCore

/// What one provider did for a query, as the answer says it.
struct ProviderAnswer: Sendable {
    enum Status: String, Sendable, CaseIterable {
        case ok
        case empty
        case failed
        /// Those before it had found enough.
        case notAsked = "not_asked"
    }

    let name: String
    let status: Status
    var results: [SearchResult] = []
    var error: AirlockError?

    static let schema = ToolSchema.object(
        [
            "name": ToolSchema.text("As the configuration names it."),
            "status": ToolSchema.choice("How it ended.", of: Status.allCases.map(\.rawValue)),
            "results": ToolSchema.count("How many it found."),
            "reason": ["type": ["string", "null"], "description": "Why it failed."],
        ], required: ["name", "status", "results", "reason"])

    var json: JSONValue {
        [
            "name": .string(name), "status": .string(status.rawValue), "results": .integer(Int64(results.count)),
            "reason": error.map { .string($0.message) } ?? .null,
        ]
    }

    /// Nil for one that wasn't asked.
    var line: String? {
        switch status {
        case .ok: "\(name): \(results.count) results"
        case .empty: "\(name): nothing found"
        case .failed: "\(name): \(error?.message ?? "no reason")"
        case .notAsked: nil
        }
    }
}
