import AirlockCore

/// One tensor of a GGUF file, without its data.
struct GGUFTensor: Sendable, Hashable {
    let name: String
    /// Of its data, in bytes.
    let bytes: Int
    /// From the start of the file's data part.
    let offset: Int

    /// Elements and bytes of one block of each type, by the type's number (`ggml_type` and its block structures in ggml's
    /// `ggml.h` and `ggml-common.h`). Numbers that are missing were withdrawn.
    private static let blocks: [Int: (elements: Int, bytes: Int)] = [
        0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 36),
        10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292),
        16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82),
        23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2),
        34: (256, 54), 35: (256, 66), 39: (32, 17),
    ]

    /// - Parameter dimensions: Innermost first; the innermost one is a whole number of blocks.
    /// - Throws: `.invalidRequest` for a type that isn't known, and for what no file could hold.
    init(name: String, type: Int, dimensions: [Int], offset: Int) throws(AirlockError) {
        guard let block = Self.blocks[type] else {
            throw AirlockError(.invalidRequest, "tensor \(name.debugDescription) has the unknown type \(type)")
        }
        var elements = 1
        for size in dimensions {
            let (product, overflows) = elements.multipliedReportingOverflow(by: size)
            guard size > 0, !overflows else {
                throw AirlockError(.invalidRequest, "tensor \(name.debugDescription) has an impossible shape")
            }
            elements = product
        }
        guard (dimensions.first ?? 1) % block.elements == 0,
            case (let bytes, false) = (elements / block.elements).multipliedReportingOverflow(by: block.bytes)
        else { throw AirlockError(.invalidRequest, "tensor \(name.debugDescription) has an impossible shape") }
        self.name = name
        self.bytes = bytes
        self.offset = offset
    }
}
