import AirlockCore
import CSandbox
import Glibc

/// What a watcher reports of a run while it goes on: its first process, programs started, addresses connected to.
struct ActivityReport {
    /// The first process of the run, as `/proc` names it.
    private(set) var process: pid_t?
    private var bytes: [UInt8] = []
    private var programs: [String] = []
    private var connections: [ConnectionAttempt] = []
    /// Whether what starts the program itself was not yet seen: starts before it are the runtime's.
    private var isRuntime = true
    /// Events that were kept or are of no interest.
    private var settled = 0

    private static let headBytes = 4

    mutating func append(_ new: ArraySlice<UInt8>) {
        bytes += new
        var rest = bytes[...]
        while rest.count >= Self.headBytes {
            let start = rest.startIndex
            let kind = rest[start]
            let length = Int(rest[start + 2]) | Int(rest[start + 3]) << 8
            guard rest.count >= Self.headBytes + length else { break }
            record(
                kind,
                String(decoding: rest[(start + Self.headBytes)..<(start + Self.headBytes + length)], as: UTF8.self))
            rest = rest.dropFirst(Self.headBytes + length)
        }
        bytes = Array(rest)
    }

    private mutating func record(_ kind: UInt8, _ text: String) {
        switch kind {
        case UInt8(ascii: "p"):
            process = pid_t(text)
            return
        case UInt8(ascii: "x") where isRuntime: isRuntime = text != ContainerStarter.path
        case UInt8(ascii: "c") where isRuntime: break
        case UInt8(ascii: "x"):
            guard programs.count < ProgramActivity.limit else { return }
            programs.append(text.printable)
        case UInt8(ascii: "c"):
            guard let attempt = Self.attempt(text) else { break }
            guard connections.count < ProgramActivity.limit else { return }
            connections.append(attempt)
        default: return
        }
        settled += 1
    }

    /// Nil for an address of the sandbox's own loopback, which leads nowhere else.
    private static func attempt(_ text: String) -> ConnectionAttempt? {
        let parts = text.split(separator: " ").map(String.init)
        guard parts.count == 2, let port = Int(parts[1]) else { return nil }
        let isOwn = parts[0].hasPrefix("127.") || parts[0] == "::1" || parts[0].hasPrefix("::ffff:127.")
        return isOwn ? nil : ConnectionAttempt(host: parts[0], port: port, isAllowed: false, reason: "no network")
    }

    /// - Parameters:
    ///   - events: How many there were, as the watcher counted; negative if it could not look.
    ///   - way: What came through the way out, if there was one.
    func observation(events: Int, way: [ConnectionAttempt]) -> Observation {
        guard events >= 0, !isRuntime else { return .notObserved }
        let all = Array((connections + way).prefix(ProgramActivity.limit))
        let leftOut = max(0, events - settled) + connections.count + way.count - all.count
        return .observed(ProgramActivity(programs: programs, connections: all, leftOut: leftOut))
    }
}
