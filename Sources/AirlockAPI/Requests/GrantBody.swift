public import AirlockCore

/// Body of `POST /policy/tokens`.
public struct GrantBody: Sendable, Hashable {
    public let jobID: Job.ID
    /// Each the whole argv of one command.
    public let patterns: [[String]]
    public let uses: Int
    /// Seconds.
    public let expiresIn: Int

    private static let mostUses = 1
    private static let defaultLife = 3600

    public init(_ body: JSONValue) throws(AirlockError) {
        var fields = try RequestFields(body)
        jobID = try fields.required(fields.string("job_id", bytes: 1...128), "job_id")
        let items = try fields.required(fields.array("patterns", most: WhitelistGrant.mostPatterns), "patterns")
        uses = try fields.integer("uses", in: 1...WhitelistGrant.mostUses) ?? Self.mostUses
        expiresIn = try fields.integer("expires_in", in: 1...WhitelistGrant.longestLife) ?? Self.defaultLife
        try fields.finish()
        var patterns: [[String]] = []
        for (index, item) in items.enumerated() {
            if let text = item.string {
                patterns.append(try WhitelistGrant.pattern(text))
            } else if let words = item.array?.map(\.string), !words.isEmpty, !words.contains(nil) {
                patterns.append(words.compactMap(\.self))
            } else {
                throw fields.refusal("patterns[\(index)]", "is neither a command nor an array of its words")
            }
        }
        guard !patterns.isEmpty else { throw fields.refusal("patterns", "is empty") }
        self.patterns = patterns
    }
}
