/// Time and identity, given by `init` so that tests can fix them.
public struct World: Sendable {
    public let now: @Sendable () -> Timestamp
    /// A fresh id with this prefix, e.g. `job` → `job_3f9c…`: 96 random bits in hex.
    public let newID: @Sendable (_ prefix: String) -> String

    public init(now: @escaping @Sendable () -> Timestamp, newID: @escaping @Sendable (String) -> String) {
        self.now = now
        self.newID = newID
    }
}
