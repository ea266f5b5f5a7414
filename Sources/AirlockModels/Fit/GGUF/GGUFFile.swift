import AirlockCore
import Foundation

/// What the front of a GGUF file says: metadata and the list of tensors. The weights are not read.
struct GGUFFile: Sendable {
    let metadata: [String: GGUFValue]
    let tensors: [GGUFTensor]
    /// Of the whole file.
    let bytes: Int
    /// Whether the file is long enough for all of its tensors.
    let isWhole: Bool

    /// - Throws: `.unavailable` if it can't be read, `.invalidRequest` if it is no such file.
    init(path: String) throws(AirlockError) {
        let handle: FileHandle
        do {
            handle = try FileHandle(forReadingFrom: URL(filePath: path))
        } catch {
            throw AirlockError(.unavailable, "model file \(path) can't be read: \(error.localizedDescription)")
        }
        defer { try? handle.close() }
        do {
            bytes = Int(clamping: try handle.seekToEnd())
            try handle.seek(toOffset: 0)
            var reader = GGUFReader(handle)
            guard try reader.number(UInt32.self) == 0x4655_4747 else {
                throw AirlockError(.invalidRequest, "it doesn't begin with GGUF")
            }
            let version = try reader.number(UInt32.self)
            guard (2...3).contains(version) else {
                throw AirlockError(.invalidRequest, "it is of version \(version); 2 and 3 are read")
            }
            let tensorCount = try reader.count("tensors", most: GGUFReader.mostEntries)
            let pairCount = try reader.count("key/value pairs", most: GGUFReader.mostEntries)
            metadata = try Self.pairs(pairCount, &reader)
            tensors = try Self.tensors(tensorCount, &reader)
            isWhole = try Self.fits(tensors, in: bytes, after: reader.position, metadata)
        } catch let error as AirlockError {
            throw AirlockError(error.code, "\(path) is no model file that can be used: \(error.message)")
        } catch {
            throw AirlockError(.unavailable, "model file \(path) can't be read: \(error.localizedDescription)")
        }
    }

    /// `general.architecture`, and a value below it.
    func value(_ name: String) -> GGUFValue? {
        metadata["general.architecture"]?.text.flatMap { metadata["\($0).\(name)"] }
    }

    private static func pairs(_ count: Int, _ reader: inout GGUFReader) throws -> [String: GGUFValue] {
        var pairs: [String: GGUFValue] = [:]
        for _ in 0..<count {
            let key = try reader.text(most: 65_535)
            guard pairs.updateValue(try reader.value(), forKey: key) == nil else {
                throw AirlockError(.invalidRequest, "the key \(key.debugDescription) stands twice")
            }
        }
        return pairs
    }

    private static func tensors(_ count: Int, _ reader: inout GGUFReader) throws -> [GGUFTensor] {
        var tensors: [GGUFTensor] = []
        for _ in 0..<count {
            // 64 bytes is the longest name that ggml has room for.
            let name = try reader.text(most: 256)
            let dimensions = Int(try reader.number(UInt32.self))
            guard (1...4).contains(dimensions) else {
                throw AirlockError(.invalidRequest, "tensor \(name.debugDescription) has \(dimensions) dimensions")
            }
            let sizes = try (0..<dimensions).map { _ in try reader.count("elements", most: 1 << 40) }
            let type = Int(try reader.number(UInt32.self))
            let offset = try reader.count("bytes of offset", most: 1 << 50)
            tensors.append(try GGUFTensor(name: name, type: type, dimensions: sizes, offset: offset))
        }
        return tensors
    }

    private static func fits(
        _ tensors: [GGUFTensor], in bytes: Int, after front: Int, _ metadata: [String: GGUFValue]
    ) throws -> Bool {
        let alignment = metadata["general.alignment"]?.integer ?? 32
        guard (1...65_536).contains(alignment) else {
            throw AirlockError(.invalidRequest, "its alignment is \(alignment)")
        }
        let start = (front + alignment - 1) / alignment * alignment
        return tensors.allSatisfy { tensor in
            let (end, overflows) = tensor.offset.addingReportingOverflow(tensor.bytes)
            return !overflows && end <= bytes - start
        }
    }
}
