extension ModelShape {
    /// gpt-oss as its model card and its configuration publish it (arXiv:2508.10925, table 1 and section 2): vectors 2,880
    /// wide, 64 query and 8 key heads of 64, every other layer with a window of 128 tokens, 201,088 tokens. Experts are
    /// MXFP4 (17 bytes for 32 weights), the other matrices of the published GGUF Q8_0 (34 for 32), the rest 32-bit floats.
    /// Without the vocabulary that is within 0.02 % of the file's size.
    static func gptOSS(layers count: Int, experts: Int) -> ModelShape {
        let (width, vocabulary, queries, pairs) = (2_880, 201_088, 4_096, 512)
        func q8(_ weights: Int) -> Int { weights / 32 * 34 }
        let attention = q8(width * (2 * queries + 2 * pairs)) + 4 * (queries + 2 * pairs + width + 64)
        let router = 4 * (width * experts + experts)
        let expert = 3 * (width * width / 32 * 17 + width * 4)
        let layers = (0..<count).map { index in
            Layer(
                dense: attention + router + 4 * 2 * width, experts: expert * experts, cachePerToken: 2 * pairs * 2,
                window: index.isMultiple(of: 2) ? 128 : nil)
        }
        return ModelShape(
            layers: layers, embedding: q8(vocabulary * width), output: q8(vocabulary * width) + 4 * width,
            vocabulary: vocabulary, width: width, trainedContext: 131_072)
    }
}
