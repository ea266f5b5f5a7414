/// One card, as its driver describes it.
public struct GraphicsCard: Sendable, Hashable {
    public var name: String
    /// Bytes.
    public var totalMemory: Int
    /// Bytes that no other program holds at present.
    public var freeMemory: Int
    /// The driver's version.
    public var driver: String

    public init(name: String, totalMemory: Int, freeMemory: Int, driver: String) {
        self.name = name
        self.totalMemory = totalMemory
        self.freeMemory = freeMemory
        self.driver = driver
    }
}
