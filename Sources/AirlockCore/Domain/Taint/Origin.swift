/// Where a value came from.
public enum Origin: String, Sendable, Codable, CaseIterable {
    /// A person's own words: a task, the arguments of a direct call.
    case user
    case config
    /// Made by our own code from checked parts: a path, a status, a hash.
    case tool
    /// Files of the workspace, their names, and what programs in it printed.
    case workspace
    /// Pages, search results, text read off pictures.
    case web

    /// Whether somebody else may have written it, so that it must not decide what is done.
    public var isUntrusted: Bool {
        switch self {
        case .user, .config, .tool: false
        case .workspace, .web: true
        }
    }
}
