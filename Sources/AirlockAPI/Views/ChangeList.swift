import AirlockCore

/// Long lists of paths and changes, cut where nobody reads on.
enum ChangeList {
    static let most = 1000

    /// The first ``most``.
    static func items(_ changes: [FileChange]) -> JSONValue {
        .array(changes.prefix(most).map { JSONValue(wire: $0) })
    }

    static func items(_ paths: [String]) -> JSONValue { .array(paths.prefix(most).map(JSONValue.string)) }
}
