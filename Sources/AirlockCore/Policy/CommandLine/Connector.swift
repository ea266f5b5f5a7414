/// What joins two pipelines.
public enum Connector: String, Sendable, Hashable, CaseIterable {
    case and = "&&"
    case or = "||"
    case sequence = ";"

    /// Whether the next pipeline runs when this exit status was the last; if it doesn't, the status stays and the connector
    /// after it decides in turn (`&&` and `||` bind equally, from left to right).
    public func runsNext(after status: Int32) -> Bool {
        switch self {
        case .and: status == 0
        case .or: status != 0
        case .sequence: true
        }
    }
}
