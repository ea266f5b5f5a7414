import AirlockCore

/// What a yes would keep or start, in numbers and words.
struct CardImpact: Sendable {
    private(set) var files: [String] = []
    /// One line each: changes, programs, connections, or what the call says it would touch.
    private(set) var sentences: [String] = []
    private(set) var summary = ""
    private(set) var json: JSONValue = .null
    /// Of what was tried out; nil where nothing ran.
    private(set) var exitStatus: Int?
    /// Both streams of what was tried out.
    private(set) var output = ""

    init(_ card: Card) {
        switch card.question {
        case .keep(let branch, let output): measure(branch.effect, output)
        case .run(_, let preview): declare(card.call, preview)
        case .person(_, let effects):
            sentences = effects
            summary = effects.isEmpty ? "none named by the program that asks" : "as the program that asks names it"
        }
        if sentences.count > CardView.most {
            let more = sentences.count - CardView.most
            sentences = sentences.prefix(CardView.most) + ["… and \(more) more"]
        }
    }

    private mutating func measure(_ effect: MeasuredEffect, _ output: ToolOutput) {
        files = effect.changes.map(\.path)
        sentences = effect.changes.map { change in
            change.kind == .deleted
                ? "deleted \(change.path)"
                : "\(change.kind.rawValue) \(change.path) (\(change.type.rawValue), \(change.size) bytes)"
        }
        sentences += effect.runs.flatMap(\.sentences)
        exitStatus = Int(output.exitStatus)
        self.output = ["stdout", "stderr"].compactMap { output.value[$0]?.string }.filter { !$0.isEmpty }
            .joined(separator: "\n")
        func count(_ kind: FileChange.Kind) -> Int { effect.changes.count { $0.kind == kind } }
        let hosts = Set(effect.connections.filter(\.isAllowed).map { "\($0.host):\($0.port)" }).sorted()
        let milliseconds = effect.runs.reduce(0) { $0 + $1.use.wallMilliseconds }
        let changes =
            effect.changes.isEmpty
            ? "no file changed"
            : "\(count(.added)) added, \(count(.changed)) changed, \(count(.deleted)) deleted; \(effect.bytes) bytes"
        let reached = hosts.isEmpty ? "no host reached" : "\(hosts.count) hosts reached"
        summary = "measured: \(changes); \(reached); \(Double(milliseconds) / 1000) s"
        json = [
            "measured": true, "files": JSONValue(files.count), "added": JSONValue(count(.added)),
            "changed": JSONValue(count(.changed)), "deleted": JSONValue(count(.deleted)),
            "bytes": JSONValue(effect.bytes), "hosts": .array(hosts.map(JSONValue.string)),
            "milliseconds": JSONValue(milliseconds),
        ]
    }

    /// Nothing is known but what the call says of itself, and what was worked out from the files that it starts from.
    private mutating func declare(_ call: ToolCall, _ preview: CallPreview?) {
        files = call.declared.compactMap(\.path)
        sentences =
            call.declared.map(\.sentence) + (preview?.effects ?? []).map(\.sentence) + (preview?.sentences ?? [])
        summary = "it runs only after approval, because its effect can't be held back and measured first"
        if call.declared.contains(where: \.isOpenEnded) {
            summary +=
                "; it may add and change any file of the workspace; what it deletes or reaches is asked about again"
        }
        let deleted = call.declared.count { if case .delete = $0 { true } else { false } }
        json = [
            "measured": false, "previewed": .bool(preview != nil), "files": JSONValue(files.count),
            "deleted": JSONValue(deleted),
        ]
    }
}

extension ProgramRun {
    /// What ran and how it ended, what it started, and each address that it tried to reach.
    fileprivate var sentences: [String] {
        let stopped = stop.map { ", stopped at its limit \($0.rawValue)" } ?? ""
        let words = argv.joined(separator: " ")
        let more = words.count > 300 ? " [… and \(words.count - 300) more characters]" : ""
        var sentences = ["ran \(words.prefix(300))\(more), exit \(exitStatus)\(stopped)"]
        guard case .observed(let activity) = activity else {
            return sentences + ["what it started and tried to reach was not observed"]
        }
        var seen: Set<String> = []
        sentences += activity.programs.filter { seen.insert($0).inserted }.map { "started \($0)" }
        sentences += activity.connections.map { attempt in
            let end = attempt.reason.map { ": \($0)" } ?? ""
            return "\(attempt.isAllowed ? "connected" : "tried to connect") to \(attempt.host):\(attempt.port)\(end)"
        }
        if activity.leftOut > 0 { sentences.append("… and \(activity.leftOut) more programs and connections") }
        return sentences
    }
}

extension Effect {
    fileprivate var path: String? {
        switch self {
        case .write(let path), .delete(let path): path.description
        case .compute, .read, .execute, .command, .connect, .publish, .sensitive: nil
        }
    }

    /// Whether it can't be known beforehand which files it changes.
    fileprivate var isOpenEnded: Bool {
        switch self {
        case .command, .publish: true
        case .compute, .read, .write, .delete, .execute, .connect, .sensitive: false
        }
    }

    fileprivate var sentence: String {
        switch self {
        case .compute: "leaves no trace"
        case .read(let path): "reads \(path)"
        case .write(let path): "writes \(path)"
        case .delete(let path): "deletes \(path)"
        case .execute(let argv): "runs \(argv.joined(separator: " "))"
        case .command(let text, nil): "runs the command \(text)"
        case .command(let text, let folder?): "runs the command \(text) in \(folder)"
        case .connect(let host, let port): "connects to \(host):\(port)"
        case .publish(let what): "leaves this machine: \(what)"
        case .sensitive(let feature): "marked as \(feature)"
        }
    }
}
