public import AirlockCore

/// What of a model decides how much memory it takes: its weights by where they can be put, and the keys and values that
/// each token of context leaves behind.
public struct ModelShape: Sendable, Hashable {
    /// Bytes of one layer's weights.
    public struct Layer: Sendable, Hashable {
        /// Attention, norms, router: all that is no expert.
        public var dense: Int
        /// The experts of a mixture, which `--n-cpu-moe` leaves in main memory; 0 for a model without.
        public var experts: Int
        /// Bytes of key and value that one token leaves in the cache, as 16-bit floats.
        public var cachePerToken: Int
        /// Tokens that this layer looks back; nil: all.
        public var window: Int?
    }

    public var layers: [Layer]
    /// Token embeddings stay in main memory: a row of it is looked up, nothing is computed with it.
    public var embedding: Int
    /// What comes after the last layer; llama.cpp puts it on the graphics card with the last layer.
    public var output: Int
    public var vocabulary: Int
    /// Width of a token's vector.
    public var width: Int
    /// Tokens that it was trained for.
    public var trainedContext: Int

    public var weights: Int { layers.reduce(embedding + output) { $0 + $1.dense + $1.experts } }

    public init(
        layers: [Layer], embedding: Int, output: Int, vocabulary: Int, width: Int, trainedContext: Int
    ) {
        self.layers = layers
        self.embedding = embedding
        self.output = output
        self.vocabulary = vocabulary
        self.width = width
        self.trainedContext = trainedContext
    }

    /// Reads it out of a model's file, or out of all files of one that is split.
    /// - Throws: `.unavailable` if a file can't be read; `.invalidRequest` if it is none, or lacks what is needed.
    public init(files: [String]) throws(AirlockError) {
        var parts: [GGUFFile] = []
        for file in files { parts.append(try GGUFFile(path: file)) }
        guard let first = parts.first else { throw AirlockError(.invalidRequest, "no model file was named") }
        try self.init(first, tensors: parts.flatMap(\.tensors))
    }

    /// The longest runs in this order name a layer's tensors: `blk.7.ffn_up_exps.weight`.
    init(_ file: GGUFFile, tensors: [GGUFTensor]) throws(AirlockError) {
        func number(_ name: String, _ range: ClosedRange<Int>) throws(AirlockError) -> Int {
            guard let value = file.value(name)?.integer, range.contains(value) else {
                throw AirlockError(.invalidRequest, "the model file doesn't say its \(name)")
            }
            return value
        }
        let count = try number("block_count", 1...1024)
        let width = try number("embedding_length", 1...1 << 20)
        let heads = try Self.each("attention.head_count", count, file)
        let pairs = try Self.each("attention.head_count_kv", count, file, otherwise: heads)
        let head = width / max(1, heads[0])
        let key = file.value("attention.key_length")?.integer ?? head
        let value = file.value("attention.value_length")?.integer ?? head
        guard (0...65_536).contains(key), (0...65_536).contains(value) else {
            throw AirlockError(.invalidRequest, "the model file has heads of an impossible size")
        }
        let windows = Self.windows(count, file)
        var layers = (0..<count).map { index in
            // 16-bit floats: llama.cpp's default type of the cache.
            Layer(dense: 0, experts: 0, cachePerToken: pairs[index] * (key + value) * 2, window: windows[index])
        }
        var (embedding, output, rest) = (0, 0, 0)
        for tensor in tensors {
            let parts = tensor.name.split(separator: ".")
            if parts.count > 2, parts[0] == "blk", let index = Int(parts[1]), layers.indices.contains(index) {
                if parts[2].hasSuffix("_exps") {
                    layers[index].experts += tensor.bytes
                } else {
                    layers[index].dense += tensor.bytes
                }
            } else if tensor.name == "token_embd.weight" {
                embedding = tensor.bytes
            } else if parts.first == "output" {
                output += tensor.bytes
            } else {
                rest += tensor.bytes
            }
        }
        // Without an output of its own a model uses its embeddings for it, of which llama.cpp then puts a second copy
        // beside the last layer.
        self.init(
            layers: layers, embedding: embedding, output: (output > 0 ? output : embedding) + rest,
            vocabulary: file.metadata["tokenizer.ggml.tokens"]?.count ?? file.value("vocab_size")?.integer ?? 0,
            width: width, trainedContext: try number("context_length", 1...1 << 30))
    }

    /// A value that is given once, or once a layer.
    private static func each(
        _ name: String, _ count: Int, _ file: GGUFFile, otherwise: [Int]? = nil
    ) throws(AirlockError) -> [Int] {
        let range = 0...65_536
        if let one = file.value(name)?.integer, range.contains(one) { return Array(repeating: one, count: count) }
        if let list = file.value(name)?.list?.compactMap(\.integer), list.count == count,
            list.allSatisfy(range.contains)
        {
            return list
        }
        if file.value(name) == nil, let otherwise { return otherwise }
        throw AirlockError(.invalidRequest, "the model file doesn't say its \(name)")
    }

    /// How far each layer looks back. The list of flags in the file counts; gpt-oss has none, and there every other layer,
    /// from the first on, has the window (`set_swa_pattern(2)` in llama.cpp's `llama-model.cpp`). Of other models without
    /// the list all layers are taken for whole ones, which is never too little.
    private static func windows(_ count: Int, _ file: GGUFFile) -> [Int?] {
        guard let window = file.value("attention.sliding_window")?.integer, window > 0 else {
            return Array(repeating: nil, count: count)
        }
        if let flags = file.value("attention.sliding_window_pattern")?.list, flags.count == count {
            return flags.map { $0 == .flag(true) ? window : nil }
        }
        let isAlternating = file.metadata["general.architecture"]?.text == "gpt-oss"
        return (0..<count).map { isAlternating && $0.isMultiple(of: 2) ? window : nil }
    }
}
