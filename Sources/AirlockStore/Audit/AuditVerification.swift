public import AirlockCore
import Glibc

/// What a check of the whole audit log found.
public struct AuditVerification: Sendable, Hashable {
    public struct Problem: Sendable, Hashable {
        /// Absolute path.
        public let file: String
        /// Counts from 1 in its file.
        public let line: Int
        public let reason: String
    }

    public private(set) var files = 0
    /// Good ones, up to the first problem.
    public private(set) var records = 0
    /// The hash of the last good line; 64 zeros for an empty log.
    public private(set) var head = AuditLine.origin
    /// The first line that is not as it was written, or not where it was; nil if all is well.
    public private(set) var problem: Problem?

    /// Reads every record of a `logs` folder and follows the chain. Only reads, so it may run beside the server.
    /// - Throws: `.notFound` for a folder that isn't there, `.unavailable` for a file that can't be read.
    public init(of logs: String) throws(AirlockError) {
        let all = AuditFiles(folder: logs)
        let names = try all.names()
        for name in names {
            files += 1
            try check(all.path(name), isNewest: name == names.last)
            if problem != nil { return }
        }
    }

    private mutating func check(_ path: String, isNewest: Bool) throws(AirlockError) {
        let file = try Descriptor(path, flags: O_RDONLY)
        var (pending, offset, number) = ([UInt8](), 0, 0)
        while true {
            let chunk = try file.read(1_048_576, at: offset)
            offset += chunk.count
            pending += chunk
            var start = pending.startIndex
            while let newline = pending[start...].firstIndex(of: UInt8(ascii: "\n")) {
                number += 1
                if let reason = follow(Array(pending[start..<newline])) {
                    problem = Problem(file: path, line: number, reason: reason)
                    return
                }
                start = newline + 1
            }
            pending.removeSubrange(..<start)
            guard !chunk.isEmpty, pending.count <= AuditLine.maximumBytes else { break }
        }
        if !pending.isEmpty {
            let reason =
                isNewest
                ? "cut short, as a crash leaves it; the next start sets it aside" : "cut short, and not the last one"
            problem = Problem(file: path, line: number + 1, reason: reason)
        }
    }

    /// - Returns: Why this line can't follow the one before; nil if it does.
    private mutating func follow(_ bytes: [UInt8]) -> String? {
        do {
            let line = try AuditLine(bytes)
            guard line.seq == records + 1 else { return "seq is \(line.seq) where \(records + 1) follows" }
            guard line.prev == head else {
                return records == 0
                    ? "prev of the first line is not 64 zeros" : "prev is not the hash of the line before"
            }
            records += 1
            head = line.hash
            return nil
        } catch {
            return error.message
        }
    }
}
