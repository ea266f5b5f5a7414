import Foundation
import Glibc

/// What the worker says before and after each operation, on a pipe that no power cut reaches.
struct Entry: Codable, Sendable {
    enum Event: String, Codable, Sendable {
        case sealing, sealed, promoting, promoted, dropping, dropped, importing, imported
        case exporting, exported, applying, applied, collecting, collected
        /// All of it is done.
        case ended
    }

    var event: Event
    /// Of a branch or snapshot.
    var id: String?
    /// What it holds, or will hold: ``Tree/digest``.
    var tree: String?
    /// Of a folder.
    var folder: String?
    /// The snapshot below, or the ones that a collection keeps.
    var snapshots: [String]?

    init(
        _ event: Event, id: String? = nil, tree: String? = nil, folder: String? = nil, snapshots: [String]? = nil
    ) {
        self.event = event
        self.id = id
        self.tree = tree
        self.folder = folder
        self.snapshots = snapshots
    }

    /// Writes it whole: one line, shorter than a pipe takes at once.
    func say() throws {
        let line = Array(try JSONEncoder().encode(self)) + [UInt8(ascii: "\n")]
        guard write(STDOUT_FILENO, line, line.count) == line.count else { throw CocoaError(.fileWriteUnknown) }
    }
}

/// The worker's words, as they stood when the power went.
struct Ledger {
    let entries: [Entry]

    init(readingFile path: String) throws {
        entries = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            .map { try JSONDecoder().decode(Entry.self, from: Data($0.utf8)) }
    }

    /// The operation that was under way, if any.
    var last: Entry? {
        switch entries.last?.event {
        case .sealing, .promoting, .dropping, .importing, .exporting, .applying, .collecting: entries.last
        default: nil
        }
    }

    /// Trees of the snapshots that were acknowledged and that nothing took away since.
    var snapshots: [String: String] {
        var known: [String: String] = [:]
        for entry in entries {
            switch entry.event {
            case .promoted, .imported: if let id = entry.id { known[id] = entry.tree }
            case .collecting: known = known.filter { entry.snapshots?.contains($0.key) ?? false }
            default: break
            }
        }
        return known
    }

    /// Trees of all branches and snapshots that were ever acknowledged.
    var everSealed: [String: String] {
        entries.reduce(into: [:]) { known, entry in
            if entry.event == .sealed || entry.event == .promoted || entry.event == .imported, let id = entry.id {
                known[id] = entry.tree
            }
        }
    }

    /// Branches that were sealed and that nobody began to promote or drop.
    var waiting: Set<String> {
        entries.reduce(into: []) { known, entry in
            guard let id = entry.id else { return }
            switch entry.event {
            case .sealed: known.insert(id)
            case .promoting, .dropping: known.remove(id)
            default: break
            }
        }
    }
}
