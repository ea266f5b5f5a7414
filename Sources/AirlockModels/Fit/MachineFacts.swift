/// What a machine has to run a model with.
public struct MachineFacts: Sendable, Hashable {
    public var cards: [GraphicsCard]
    /// The newest CUDA that the driver can run, e.g. `12.8`.
    public var cuda: String?
    /// Bytes of main memory.
    public var totalMemory: Int
    /// Bytes of it that programs can still get (`MemAvailable`, proc_meminfo(5)).
    public var availableMemory: Int
    public var processors: Int

    public init(
        cards: [GraphicsCard], cuda: String?, totalMemory: Int, availableMemory: Int, processors: Int
    ) {
        self.cards = cards
        self.cuda = cuda
        self.totalMemory = totalMemory
        self.availableMemory = availableMemory
        self.processors = processors
    }

    /// The one with the most free memory: a model is put on one card.
    public var bestCard: GraphicsCard? { cards.max { $0.freeMemory < $1.freeMemory } }

    /// As many as compute: a second thread on a core has no arithmetic units of its own, and more than 16 only wait for
    /// the memory.
    public var threads: Int { max(1, min(processors, 16)) }
}
