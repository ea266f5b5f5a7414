public import AirlockCore
import Glibc

/// The specification's log as files of one line a record, one file a day (UTC), below `logs/`. The chain of `seq` and `prev`
/// goes on across files and restarts.
public actor JSONLAuditLog: AuditLog {
    private let files: AuditFiles
    private let versions: [String: String]
    private let redaction: Redaction
    private var current: Descriptor?
    private var name = ""
    private var end = 0
    private var seq = 0
    private var prev = AuditLine.origin
    /// Set when a line may have been written by half and could not be taken back.
    private var isBroken = false

    /// Takes up the chain where it stopped. A line that a crash cut short is moved to `logs/torn-….part`.
    /// - Parameters:
    ///   - versions: Of the programs used, by name (`airlock`, `swift`, `git` …); written into every record.
    ///   - secrets: Texts that must not reach the log, besides what looks like a secret.
    /// - Throws: `.unavailable` if the last record is damaged.
    public init(_ folder: StateFolder, versions: [String: String], secrets: [String]) throws(AirlockError) {
        files = AuditFiles(folder: folder.logs)
        self.versions = versions
        redaction = Redaction(secrets: secrets)
        for name in try files.names().reversed() {
            let tail = try files.tail(name)
            if !tail.torn.isEmpty { try files.setAside(tail.torn, after: tail.end, of: name) }
            if self.name.isEmpty {
                self.name = name
                end = tail.end
            }
            guard let bytes = tail.last else { continue }
            do {
                let last = try AuditLine(bytes)
                (seq, prev) = (last.seq, last.hash)
            } catch {
                throw AirlockError(
                    .unavailable, "the last record of \(files.path(name)) is damaged: \(error.message)",
                    hint: "see `airlock log verify`; to start a new log, move the folder \(folder.logs) away")
            }
            break
        }
    }

    @discardableResult
    public func append(_ record: AuditRecord) throws -> AuditPosition {
        guard !isBroken else {
            throw AirlockError(
                .unavailable, "the log could not be written before", hint: "mend the disk, then start airlock again")
        }
        let line = try AuditLine(record, versions: versions, seq: seq + 1, prev: prev, redaction: redaction)
        try openFile(for: record.timestamp)
        do {
            try write(line.bytes + [UInt8(ascii: "\n")])
        } catch {
            takeBack()
            throw error
        }
        (seq, prev, end) = (line.seq, line.hash, end + line.bytes.count + 1)
        return AuditPosition(file: files.path(name), seq: seq)
    }

    private func write(_ bytes: [UInt8]) throws(AirlockError) {
        guard current != nil else { throw AirlockError(.unavailable, "the log is not open") }
        try current?.write(bytes)
        try current?.sync()
    }

    /// Never goes back to an older file, even if the clock does: the order of names is the order of the chain.
    private func openFile(for time: Timestamp) throws(AirlockError) {
        let wanted = max(AuditFiles.name(for: time), name)
        guard current == nil || wanted != name else { return }
        let file = try files.openForAppending(wanted)
        end = Int(try file.status.st_size)
        name = wanted
        current = consume file
    }

    private func takeBack() {
        do {
            try current?.truncate(to: end)
        } catch {
            isBroken = true
        }
    }
}
