/// What of a model goes where, and how much context is kept: the part of llama-server's command line that memory decides.
public struct ServerPlacement: Sendable, Hashable {
    /// Of the model's layers on the graphics card, counted from the last (`-ngl`); one more than there are means the output
    /// too, 0 that no graphics card is used.
    public var layersOnGraphics: Int
    /// Of these, from the first layer on: whose experts stay in main memory (`--n-cpu-moe`).
    public var expertsInMemory: Int
    /// Tokens that one conversation may have.
    public var contextTokens: Int
    /// Conversations at a time (`-np`). llama-server divides `-c` by it.
    public var slots: Int
    /// Tokens of a prompt that are computed at a time (`-ub`).
    public var batchTokens: Int
    public var threads: Int

    public init(
        layersOnGraphics: Int, expertsInMemory: Int, contextTokens: Int, slots: Int, batchTokens: Int, threads: Int
    ) {
        self.layersOnGraphics = layersOnGraphics
        self.expertsInMemory = expertsInMemory
        self.contextTokens = contextTokens
        self.slots = slots
        self.batchTokens = batchTokens
        self.threads = threads
    }

    /// All on the processor, one conversation: what runs anywhere.
    public static func processor(contextTokens: Int, threads: Int) -> ServerPlacement {
        ServerPlacement(
            layersOnGraphics: 0, expertsInMemory: 0, contextTokens: contextTokens, slots: 1, batchTokens: 512,
            threads: threads)
    }

    public var usesGraphics: Bool { layersOnGraphics > 0 }

    /// The arguments of llama-server that say this.
    public var arguments: [String] {
        var words = ["-c", "\(contextTokens * slots)", "-np", "\(slots)", "-t", "\(threads)", "-tb", "\(threads)"]
        guard usesGraphics else { return words + ["--device", "none"] }
        words += [
            "-b", "\(max(2048, batchTokens))", "-ub", "\(batchTokens)", "-ngl", "\(layersOnGraphics)", "-fa", "on",
        ]
        if expertsInMemory > 0 { words += ["--n-cpu-moe", "\(expertsInMemory)"] }
        return words
    }
}
