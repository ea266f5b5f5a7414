public import AirlockCore
import Glibc

/// Artifacts as plain files: `artifacts/<job>/<name>`.
public actor FolderArtifactStore: ArtifactStore {
    private let root: String
    private let maximumBytes: Int

    /// - Parameter maximumBytes: Of one artifact.
    public init(_ folder: StateFolder, maximumBytes: Int) {
        root = folder.artifacts
        self.maximumBytes = maximumBytes
    }

    public func save(_ bytes: [UInt8], as name: String, of job: Job.ID) throws -> String {
        try Self.check(name)
        try Self.check(job)
        guard bytes.count <= maximumBytes else {
            throw AirlockError(
                .limitExceeded, "the artifact \(name) has \(bytes.count) bytes; \(maximumBytes) is the limit")
        }
        let folder = try Folder(root)
        try folder.makeFolder(job)
        try Folder(job, below: folder.descriptor.raw).write(bytes, as: name, mode: 0o600)
        return "\(root)/\(job)/\(name)"
    }

    public func load(_ path: String, limit: Int) throws -> [UInt8] {
        let parts = path.dropFirst(root.count + 1).split(separator: "/", omittingEmptySubsequences: false)
        guard path.hasPrefix(root + "/"), parts.count == 2, Self.isLegal(parts[0]), Self.isLegal(parts[1]) else {
            throw AirlockError(.notFound, "\(path.prefix(300).debugDescription) is not an artifact")
        }
        let folder = try Folder(root)
        let job = try Folder(String(parts[0]), below: folder.descriptor.raw)
        let file = try Descriptor(String(parts[1]), flags: O_RDONLY | O_NONBLOCK, below: job.descriptor.raw)
        let status = try file.status
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw AirlockError(.notFound, "\(path) is not a regular file")
        }
        guard status.st_size <= limit else {
            throw AirlockError(.limitExceeded, "\(path) has \(status.st_size) bytes; \(limit) is the limit")
        }
        return try file.read(Int(status.st_size), at: 0)
    }

    private static func check(_ name: String) throws {
        guard isLegal(name) else {
            throw AirlockError(
                .invalidRequest, "\(name.prefix(200).debugDescription) is not a name for an artifact",
                hint: "use 1 to 128 letters, digits, dots, underscores or hyphens, and no dot first")
        }
    }

    /// A leading dot is kept for files that are being written.
    private static func isLegal(_ name: some StringProtocol) -> Bool {
        (1...128).contains(name.utf8.count) && name.utf8.first != UInt8(ascii: ".")
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
