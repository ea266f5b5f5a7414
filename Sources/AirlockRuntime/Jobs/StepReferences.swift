import AirlockCore

/// Puts earlier results into a step's parameters: `<steps.2.output.project_path>` and `<project_path>`.
///
/// A string that is one reference and nothing else becomes the value itself; inside a longer string only texts and
/// numbers can stand. Text from pages that happens to look like a reference is never resolved: values are put in once.
struct StepReferences {
    private let outputs: [Int: JSONValue]
    private let projectPath: String?
    /// Steps that left nothing to refer to.
    private let failed: Set<Int>
    private let actions: [Int: String]
    /// What isn't a tool, e.g. `read_source`, gives text from the web.
    private let specs: [String: ToolSpec]

    /// - Parameter specs: Of the tools, which say where their text comes from.
    init(_ steps: [Job.StepState], specs: [ToolSpec]) {
        self.specs = Dictionary(specs.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        actions = Dictionary(steps.map { ($0.step.number, $0.step.action) }, uniquingKeysWith: { $1 })
        outputs = Dictionary(
            steps.compactMap { state in state.outcome.map { (state.step.number, $0.output) } }, uniquingKeysWith: { $1 }
        )
        failed = Set(steps.filter { [.failed, .skipped].contains($0.status) }.map(\.step.number))
        projectPath =
            steps.last { $0.step.action == "project_builder" && $0.outcome?.status == .succeeded }?
            .outcome?.output["project_path"]?.string
    }

    /// The first step that `value` refers to and that failed or was skipped.
    func failedStep(in value: JSONValue) -> Int? {
        switch value {
        case .string(let text): failed.sorted().first { text.contains("<steps.\($0).output") }
        case .array(let items): items.lazy.compactMap(failedStep).first
        case .object(let members): members.values.compactMap(failedStep).min()
        case .null, .bool, .integer, .number: nil
        }
    }

    /// A value with its references replaced, and which parts of it they were.
    struct Resolved: Sendable, Hashable {
        var value: JSONValue
        /// Only what came from untrusted text.
        var spans: [TaintedSpan] = []
    }

    /// - Throws: `.invalidRequest` for a reference to something that isn't there.
    func resolve(_ value: JSONValue) throws(AirlockError) -> Resolved { try resolve(value, at: "") }

    private func resolve(_ value: JSONValue, at pointer: String) throws(AirlockError) -> Resolved {
        switch value {
        case .string(let text): return try resolve(text, at: pointer)
        case .array(let items):
            var resolved: [JSONValue] = []
            var spans: [TaintedSpan] = []
            for (index, item) in items.enumerated() {
                let part = try resolve(item, at: "\(pointer)/\(index)")
                resolved.append(part.value)
                spans += part.spans
            }
            return Resolved(value: .array(resolved), spans: spans)
        case .object(let members):
            var resolved: [String: JSONValue] = [:]
            var spans: [TaintedSpan] = []
            for (key, member) in members.sorted(by: { $0.key < $1.key }) {
                let name = key.replacing("~", with: "~0").replacing("/", with: "~1")
                let part = try resolve(member, at: "\(pointer)/\(name)")
                resolved[key] = part.value
                spans += part.spans
            }
            return Resolved(value: .object(resolved), spans: spans)
        case .null, .bool, .integer, .number: return Resolved(value: value)
        }
    }

    private func resolve(_ text: String, at pointer: String) throws(AirlockError) -> Resolved {
        var result = ""
        var spans: [TaintedSpan] = []
        var rest = Substring(text)
        while let start = rest.firstIndex(of: "<") {
            let tail = rest[start...]
            guard let end = tail.firstIndex(of: ">"), let found = try look(up: tail[tail.index(after: start)..<end])
            else {
                result += rest[...start]
                rest = rest[rest.index(after: start)...]
                continue
            }
            if start == text.startIndex, tail.index(after: end) == text.endIndex {
                let words = found.value.string ?? found.value.canonicalText
                return Resolved(value: found.value, spans: found.span(words, at: pointer, from: 0))
            }
            let words = try inline(found.value, text)
            result += rest[..<start]
            spans += found.span(words, at: pointer, from: result.utf8.count)
            result += words
            rest = rest[rest.index(after: end)...]
        }
        return Resolved(value: .string(result + rest), spans: spans)
    }

    private func inline(_ value: JSONValue, _ text: String) throws(AirlockError) -> String {
        switch value {
        case .string(let text): return text
        case .integer(let number): return "\(number)"
        case .null, .bool, .number, .array, .object:
            throw AirlockError(.invalidRequest, "\(text.debugDescription) puts a list or object into a text")
        }
    }

    /// What a reference stands for.
    private struct Found {
        let value: JSONValue
        let origin: Origin
        let source: String

        func span(_ words: String, at pointer: String, from start: Int) -> [TaintedSpan] {
            guard origin.isUntrusted else { return [] }
            return [
                TaintedSpan(
                    argument: pointer, start: start, length: words.utf8.count, text: words, origin: origin,
                    source: source)
            ]
        }
    }

    /// Nil if `name` is not a reference at all.
    private func look(up name: Substring) throws(AirlockError) -> Found? {
        if name == "project_path" {
            guard let projectPath else { throw AirlockError(.invalidRequest, "<project_path>: no project was created") }
            return Found(value: .string(projectPath), origin: .tool, source: "the newest project")
        }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0] == "steps", let number = Int(parts[1]), parts[2] == "output" else {
            return nil
        }
        let keys = parts.dropFirst(3).map(String.init)
        var value = outputs[number]
        for key in keys { value = value?[key] }
        guard let value else { throw AirlockError(.invalidRequest, "<\(name)>: no such result") }
        let action = actions[number] ?? ""
        return Found(
            value: value, origin: specs[action]?.origin(of: keys.first) ?? .web,
            source: "step \(number) (\(action)), \(keys.isEmpty ? "output" : keys.joined(separator: "."))")
    }
}
