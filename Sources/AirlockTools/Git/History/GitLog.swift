import AirlockCore

/// The newest commits of a branch, as `git log -z` with ``format`` tells them.
struct GitLog: Sendable, Hashable {
    struct Commit: Sendable, Hashable {
        let id: String
        let author: String
        /// When its author made it.
        let time: Timestamp
        let subject: String
        /// The same moment by its author's clock.
        fileprivate let ownTime: String
    }

    /// Commits that are told; one more is asked for, to know whether there are more.
    static let most = 50

    /// Hash, author, time of the author by the clock and in seconds, subject.
    static let format = "%H%x00%an%x00%aI%x00%at%x00%s"
    private static let fieldCount = 5

    let commits: [Commit]
    /// Whether there are older ones.
    let isCut: Bool

    init() {
        commits = []
        isCut = false
    }

    /// - Throws: `.backendFailed` if it isn't what git says.
    init(parsing bytes: [UInt8]) throws(AirlockError) {
        let fields = bytes.split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        // all that follows the last NUL is empty
        guard fields.count % Self.fieldCount == 1 else {
            throw AirlockError(.backendFailed, "git log said \(fields.count) fields, which make up no commits")
        }
        var found: [Commit] = []
        for start in stride(from: 0, to: fields.count - 1, by: Self.fieldCount) {
            // a commit may claim any time; those that no calendar has are the beginning
            let seconds = Int64(fields[start + 3]).flatMap { 0...253_402_300_799 ~= $0 ? $0 : nil } ?? 0
            found.append(
                Commit(
                    id: fields[start], author: fields[start + 1],
                    time: Timestamp(millisecondsSince1970: seconds * 1000), subject: fields[start + 4],
                    ownTime: fields[start + 2]))
        }
        commits = Array(found.prefix(Self.most))
        isCut = found.count > Self.most
    }

    /// One line a commit: hash, date, author and subject.
    var text: String {
        commits.isEmpty
            ? "no commit yet"
            : commits.map { "\($0.id) \($0.ownTime) \($0.author): \($0.subject)" }.joined(separator: "\n")
    }

    var json: JSONValue {
        .array(
            commits.map {
                [
                    "id": .string($0.id), "author": .string($0.author), "time": .string("\($0.time)"),
                    "subject": .string($0.subject),
                ]
            })
    }

    static let commitSchema = ToolSchema.object(
        [
            "id": ToolSchema.text("The commit's hash, whole."),
            "author": ToolSchema.text("The author's name."),
            "time": ToolSchema.time("When the author made it."),
            "subject": ToolSchema.text("The first paragraph of its message, on one line."),
        ], required: ["id", "author", "time", "subject"])
}
