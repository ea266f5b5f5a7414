/// Commands that run at the same time, each reading what the one before it writes. Its status is that of the last.
public struct Pipeline: Sendable, Hashable {
    /// Never empty.
    public let stages: [SimpleCommand]
    /// What stands between this pipeline and the next; nil for the last.
    public let then: Connector?

    public init(_ stages: [SimpleCommand], then: Connector?) {
        self.stages = stages
        self.then = then
    }

    /// The exact arguments of each command, without its redirections.
    public var commands: [[String]] { stages.map(\.argv) }
}
