import AirlockCore
import FoundationEssentials
import Glibc

/// The files of the audit log, `airlock-YYYY-MM-DD.jsonl`, whose order by name is their order in the chain.
struct AuditFiles: Sendable {
    let folder: String

    /// Oldest first.
    func names() throws(AirlockError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { $0.hasPrefix("airlock-") && $0.hasSuffix(".jsonl") }.sorted()
        } catch {
            throw AirlockError(
                .notFound, "there is no log in \(folder)", hint: "run something first, or check AIRLOCK_HOME",
                cause: error)
        }
    }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    static func name(for time: Timestamp) -> String { "airlock-\(time.description.prefix(10)).jsonl" }

    /// Opens a file to add to it, making it if need be; its name is durable when this returns.
    func openForAppending(_ name: String) throws(AirlockError) -> Descriptor {
        let file = try Descriptor(path(name), flags: O_RDWR | O_CREAT | O_APPEND, mode: 0o600)
        try Folder(folder).descriptor.sync()
        return file
    }

    /// The last whole line of a file, nil if it has none, and how many bytes of a torn one follow it.
    func tail(_ name: String) throws(AirlockError) -> (last: [UInt8]?, end: Int, torn: [UInt8]) {
        let file = try Descriptor(path(name), flags: O_RDONLY)
        let length = Int(try file.status.st_size)
        var window = min(length, 65_536)
        while true {
            let bytes = try file.read(window, at: length - window)
            let newlines = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.suffix(2)
            let isWhole = window == length
            if let end = newlines.last, newlines.count == 2 || isWhole {
                let start = newlines.count == 2 ? (newlines.first.map { $0 + 1 } ?? 0) : 0
                return (Array(bytes[start..<end]), length - window + end + 1, Array(bytes[(end + 1)...]))
            }
            if isWhole { return (nil, 0, bytes) }
            window = min(length, window * 4)
        }
    }

    /// Moves what a crash left of a line out of the log, into a file of its own that no reader takes for a log.
    func setAside(_ torn: [UInt8], after end: Int, of name: String) throws(AirlockError) {
        let stem = "torn-\(name.dropLast(".jsonl".count))-at-\(end)"
        var (kept, number) = ("\(stem).part", 1)
        while access(path(kept), F_OK) == 0 {
            number += 1
            kept = "\(stem)-\(number).part"
        }
        try Folder(folder).write(torn, as: kept, mode: 0o600)
        let file = try Descriptor(path(name), flags: O_RDWR)
        try file.truncate(to: end)
        try file.sync()
    }
}
