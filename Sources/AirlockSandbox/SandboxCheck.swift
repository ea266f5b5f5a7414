/// One thing that a machine needs for the sandbox, and whether it is there.
public struct SandboxCheck: Sendable, Hashable, Codable {
    /// Short and stable, e.g. `namespaces`.
    public let name: String
    public let isFine: Bool
    /// What was found.
    public let detail: String
    /// How to mend it; nil if it is fine.
    public let hint: String?

    public init(name: String, isFine: Bool, detail: String, hint: String?) {
        self.name = name
        self.isFine = isFine
        self.detail = detail
        self.hint = hint
    }
}
