import AirlockCore

/// What `params.remote` names.
enum GitRemote: Sendable, Hashable, CustomStringConvertible {
    /// One that the repository knows, e.g. `origin`.
    case name(GitName)
    case address(GitAddress)

    /// - Throws: `.invalidRequest` for a transport other than https and ssh, and what can't be read.
    init(_ text: String) throws(AirlockError) {
        self =
            if Self.isAddress(text) {
                .address(try GitAddress(text))
            } else {
                .name(try GitName(text, field: "remote"))
            }
    }

    var description: String {
        switch self {
        case .name(let name): name.description
        case .address(let address): address.description
        }
    }

    /// `scheme://…`, `helper::…` and `user@host:path` (`git help clone`, GIT URLS); all else is a name or a folder.
    static func isAddress(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":") else { return false }
        return text.contains("://") || text.contains("::") || !text[..<colon].contains("/")
    }
}

/// Where a clone comes from.
enum GitSource: Sendable, Hashable {
    case folder(WorkspacePath)
    case address(GitAddress)

    init(_ text: String) throws(AirlockError) {
        guard !text.hasPrefix("-") else {
            throw AirlockError(
                .invalidRequest, "git_ops.params.remote: begins with -",
                hint: "name a folder of the workspace, or an https or ssh address")
        }
        self =
            if GitRemote.isAddress(text) {
                .address(try GitAddress(text))
            } else {
                .folder(try WorkspacePath(text))
            }
    }
}
