import AirlockCore
import Foundation
import Testing

@testable import AirlockModels

struct GGUFFileTests {
    private static let small = {
        var file = GGUFBytes()
        file.pairs = [
            ("general.architecture", .text("llama")), ("llama.block_count", .number(2)),
            ("llama.context_length", .number(64)), ("llama.embedding_length", .number(32)),
            ("llama.attention.head_count", .number(4)), ("llama.attention.head_count_kv", .numbers([2, 1])),
            ("llama.attention.sliding_window", .number(16)),
            ("llama.attention.sliding_window_pattern", .flags([true, false])),
            ("tokenizer.ggml.tokens", .texts(count: 5)),
        ]
        file.tensors = [
            .init(name: "token_embd.weight", type: 0, sizes: [32, 5]),
            .init(name: "blk.1.attn_q.weight", type: 12, sizes: [256, 2]),
        ]
        return file
    }()

    private func refusal(of bytes: [UInt8]) throws -> AirlockError {
        try withFile(bytes) { path in
            try #require(#expect(throws: AirlockError.self) { try GGUFFile(path: path) })
        }
    }

    @Test func `what a layer keeps and how far it looks back is read layer by layer`() throws {
        let shape = try withFile(Self.small.bytes) { try ModelShape(files: [$0]) }
        #expect(
            shape
                == ModelShape(
                    layers: [
                        .init(dense: 0, experts: 0, cachePerToken: 2 * 16 * 2, window: 16),
                        .init(dense: 288, experts: 0, cachePerToken: 1 * 16 * 2, window: nil),
                    ], embedding: 640, output: 640, vocabulary: 5, width: 32, trainedContext: 64))
    }

    @Test func `a file cut anywhere in its front is refused`() throws {
        let bytes = Self.small.bytes
        for length in bytes.indices {
            let error = try refusal(of: Array(bytes[..<length]))
            #expect(error.code == .invalidRequest, "cut at \(length)")
        }
        let file = try withFile(bytes) { try GGUFFile(path: $0) }
        #expect(!file.isWhole)
    }

    @Test func `a file is whole when its weights are there`() throws {
        let weights = [UInt8](repeating: 0, count: 640 + 32)
        let file = try withFile(Self.small.bytes + weights) { try GGUFFile(path: $0) }
        #expect(file.isWhole)
    }

    @Test func `what lies about its sizes is refused without being believed`() throws {
        var claims = Self.small
        claims.claimedTensors = UInt64.max
        #expect(try refusal(of: claims.bytes).message.contains("claims 18446744073709551615 tensors"))
        var old = Self.small
        old.version = 1
        #expect(try refusal(of: old.bytes).message.contains("version 1"))
        var huge = Self.small
        huge.tensors[0].sizes = [1 << 40, 1 << 40]
        #expect(try refusal(of: huge.bytes).message.contains("impossible shape"))
        var odd = Self.small
        odd.tensors[1].sizes = [255]
        #expect(try refusal(of: odd.bytes).message.contains("impossible shape"))
        var unknown = Self.small
        unknown.tensors[0].type = 4
        #expect(try refusal(of: unknown.bytes).message.contains("unknown type 4"))
        var twice = Self.small
        twice.pairs.append(("llama.block_count", .number(3)))
        #expect(try refusal(of: twice.bytes).message.contains("stands twice"))
        #expect(try refusal(of: Array("GGML".utf8) + [0, 0, 0, 0]).message.contains("begin with GGUF"))
        // A text of 2^63 bytes as the first key.
        let text =
            Array("GGUF".utf8) + [3, 0, 0, 0] + [UInt8](repeating: 0, count: 8) + [1] + .init(repeating: 0, count: 7)
        #expect(try refusal(of: text + .init(repeating: 0x7f, count: 8)).message.contains("bytes of text"))
    }

    @Test func `random damage is refused or read, and never traps`() throws {
        var random = SystemRandomNumberGenerator()
        let bytes = Self.small.bytes
        for _ in 0..<400 {
            var damaged = bytes
            for _ in 0..<3 {
                damaged[Int.random(in: 4..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            try withFile(damaged) { path in _ = try? ModelShape(files: [path]) }
        }
    }

    @Test func `a model file without a needed number says which`() throws {
        var file = Self.small
        file.pairs.remove(at: 2)
        let error = try withFile(file.bytes) { path in
            try #require(#expect(throws: AirlockError.self) { try ModelShape(files: [path]) })
        }
        #expect(error.message == "the model file doesn't say its context_length")
    }
}
