/// Bytes that a placement of a model takes, by what takes them.
public struct MemoryNeed: Sendable, Hashable {
    /// On the graphics card.
    public var graphics = Share()
    /// In main memory.
    public var main = Share()

    public struct Share: Sendable, Hashable {
        public var weights = 0
        /// Keys and values of the context.
        public var cache = 0
        /// Room for what one batch computes, and what the driver takes.
        public var buffers = 0

        public var total: Int { weights + cache + buffers }
    }

    /// What a CUDA or Vulkan context takes before anything is loaded. Measured by others between 300 and 600 MiB for cards
    /// with 8 to 24 GB; the upper end counts.
    static let driver = 600 << 20

    /// The arithmetic of llama.cpp (`llama-kv-cache.cpp`, `llama-kv-cache-iswa.cpp`, `llama-context.cpp`):
    ///
    /// * weights as the file holds them;
    /// * the cache has a cell for each token of every slot; in a layer with a window only for the window of each slot and
    ///   one batch, rounded up to 256;
    /// * the buffers hold the logits and the last vectors of a batch as 32-bit floats, and the mask of the attention, once
    ///   as 32-bit and once as 16-bit floats.
    ///
    /// For gpt-oss-20b with a batch of 512 that gives 24,576 bytes a token, 18 MiB for the windows and 398 MiB for logits,
    /// which is what llama.cpp's own log shows.
    public init(_ shape: ModelShape, in placement: ServerPlacement) {
        let context = placement.contextTokens * placement.slots
        let count = shape.layers.count
        let firstOnGraphics = max(0, count - placement.layersOnGraphics)
        for (index, layer) in shape.layers.enumerated() {
            let cells = layer.window.map { window in
                min(context, Self.padded(window * placement.slots + placement.batchTokens))
            }
            let cache = layer.cachePerToken * (cells ?? context)
            if placement.usesGraphics, index >= firstOnGraphics {
                graphics.cache += cache
                graphics.weights += layer.dense
                if index < placement.expertsInMemory {
                    main.weights += layer.experts
                } else {
                    graphics.weights += layer.experts
                }
            } else {
                main.cache += cache
                main.weights += layer.dense + layer.experts
            }
        }
        main.weights += shape.embedding
        let isOutputOnGraphics = placement.layersOnGraphics > count
        let logits = (shape.vocabulary + shape.width) * placement.batchTokens * 4
        let mask = context * placement.batchTokens * 6
        if isOutputOnGraphics {
            graphics.weights += shape.output
            graphics.buffers += logits
        } else {
            main.weights += shape.output
            main.buffers += logits
        }
        if placement.usesGraphics {
            graphics.buffers += mask + Self.driver
        } else {
            main.buffers += mask
        }
    }

    private static func padded(_ cells: Int) -> Int { (cells + 255) / 256 * 256 }
}
