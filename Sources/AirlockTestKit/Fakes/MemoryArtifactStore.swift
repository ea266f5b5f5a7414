public import AirlockCore

/// Artifacts in memory, under paths that look like the real ones.
public actor MemoryArtifactStore: ArtifactStore {
    public private(set) var artifacts: [String: [UInt8]] = [:]

    public init() {}

    public func save(_ bytes: [UInt8], as name: String, of job: Job.ID) throws -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard isPlain, !["", ".", ".."].contains(name) else {
            throw AirlockError(.invalidRequest, "\(name.debugDescription) is not a name for an artifact")
        }
        let path = "/memory/artifacts/\(job)/\(name)"
        artifacts[path] = bytes
        return path
    }

    public func load(_ path: String, limit: Int) throws -> [UInt8] {
        guard let bytes = artifacts[path] else { throw AirlockError(.notFound, "no artifact \(path)") }
        guard bytes.count <= limit else {
            throw AirlockError(.limitExceeded, "\(path) is longer than \(limit) bytes")
        }
        return bytes
    }
}
