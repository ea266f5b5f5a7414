import Foundation

/// Writes the front of a GGUF file: what a real one has before its weights.
struct GGUFBytes {
    enum Value {
        case number(UInt32)
        case text(String)
        /// So many tokens of a vocabulary, each `x`.
        case texts(count: Int)
        case flags([Bool])
        case numbers([UInt32])
    }

    struct Tensor {
        var name: String
        /// `ggml_type`: 0 is F32, 8 Q8_0, 39 MXFP4.
        var type: UInt32
        var sizes: [UInt64]
    }

    var version: UInt32 = 3
    var pairs: [(String, Value)] = []
    var tensors: [Tensor] = []
    /// Instead of how many there are.
    var claimedTensors: UInt64?

    var bytes: [UInt8] {
        var out: [UInt8] = Array("GGUF".utf8)
        func put<T: FixedWidthInteger>(_ value: T) {
            withUnsafeBytes(of: value.littleEndian) { out += $0 }
        }
        func put(_ text: String) {
            put(UInt64(text.utf8.count))
            out += Array(text.utf8)
        }
        put(version)
        put(claimedTensors ?? UInt64(tensors.count))
        put(UInt64(pairs.count))
        for (key, value) in pairs {
            put(key)
            switch value {
            case .number(let number):
                put(UInt32(4))
                put(number)
            case .text(let text):
                put(UInt32(8))
                put(text)
            case .texts(let count):
                put(UInt32(9))
                put(UInt32(8))
                put(UInt64(count))
                for _ in 0..<count { put("x") }
            case .flags(let flags):
                put(UInt32(9))
                put(UInt32(7))
                put(UInt64(flags.count))
                out += flags.map { $0 ? 1 : 0 }
            case .numbers(let numbers):
                put(UInt32(9))
                put(UInt32(4))
                put(UInt64(numbers.count))
                for number in numbers { put(number) }
            }
        }
        for tensor in tensors {
            put(tensor.name)
            put(UInt32(tensor.sizes.count))
            for size in tensor.sizes { put(size) }
            put(tensor.type)
            put(UInt64(0))
        }
        return out
    }

    /// gpt-oss as its GGUF has it: keys and tensors of the published file, without the weights.
    static func gptOSS(layers: Int, experts: UInt64) -> GGUFBytes {
        let architecture = "gpt-oss"
        var file = GGUFBytes()
        file.pairs = [
            ("general.architecture", .text(architecture)),
            ("\(architecture).block_count", .number(UInt32(layers))),
            ("\(architecture).context_length", .number(131_072)),
            ("\(architecture).embedding_length", .number(2_880)),
            ("\(architecture).attention.head_count", .number(64)),
            ("\(architecture).attention.head_count_kv", .number(8)),
            ("\(architecture).attention.key_length", .number(64)),
            ("\(architecture).attention.value_length", .number(64)),
            ("\(architecture).attention.sliding_window", .number(128)),
            ("tokenizer.ggml.tokens", .texts(count: 201_088)),
        ]
        file.tensors = [
            Tensor(name: "token_embd.weight", type: 8, sizes: [2_880, 201_088]),
            Tensor(name: "output.weight", type: 8, sizes: [2_880, 201_088]),
            Tensor(name: "output_norm.weight", type: 0, sizes: [2_880]),
        ]
        for layer in 0..<layers {
            func add(_ name: String, _ type: UInt32, _ sizes: UInt64...) {
                file.tensors.append(Tensor(name: "blk.\(layer).\(name)", type: type, sizes: sizes))
            }
            add("attn_norm.weight", 0, 2_880)
            add("post_attention_norm.weight", 0, 2_880)
            add("attn_q.weight", 8, 2_880, 4_096)
            add("attn_q.bias", 0, 4_096)
            for name in ["k", "v"] {
                add("attn_\(name).weight", 8, 2_880, 512)
                add("attn_\(name).bias", 0, 512)
            }
            add("attn_output.weight", 8, 4_096, 2_880)
            add("attn_output.bias", 0, 2_880)
            add("attn_sinks.weight", 0, 64)
            add("ffn_gate_inp.weight", 0, 2_880, experts)
            add("ffn_gate_inp.bias", 0, experts)
            for name in ["gate", "up", "down"] {
                add("ffn_\(name)_exps.weight", 39, 2_880, 2_880, experts)
                add("ffn_\(name)_exps.bias", 0, 2_880, experts)
            }
        }
        return file
    }
}

/// Writes bytes to a file of their own for as long as `body` runs.
func withFile<T>(_ bytes: [UInt8], _ body: (String) throws -> T) throws -> T {
    let file = FileManager.default.temporaryDirectory.appending(path: "file-\(UUID().uuidString)")
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try body(file.path)
}
