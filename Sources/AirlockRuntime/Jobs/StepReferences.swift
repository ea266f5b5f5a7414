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

    init(_ steps: [Job.StepState]) {
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

    /// - Throws: `.invalidRequest` for a reference to something that isn't there.
    func resolve(_ value: JSONValue) throws(AirlockError) -> JSONValue {
        switch value {
        case .string(let text): return try resolve(text)
        case .array(let items):
            var resolved: [JSONValue] = []
            for item in items { resolved.append(try resolve(item)) }
            return .array(resolved)
        case .object(let members):
            var resolved: [String: JSONValue] = [:]
            for (key, member) in members { resolved[key] = try resolve(member) }
            return .object(resolved)
        case .null, .bool, .integer, .number: return value
        }
    }

    private func resolve(_ text: String) throws(AirlockError) -> JSONValue {
        var result = ""
        var rest = Substring(text)
        while let start = rest.firstIndex(of: "<") {
            let tail = rest[start...]
            guard let end = tail.firstIndex(of: ">"), let value = try look(up: tail[tail.index(after: start)..<end])
            else {
                result += rest[...start]
                rest = rest[rest.index(after: start)...]
                continue
            }
            if start == text.startIndex, tail.index(after: end) == text.endIndex { return value }
            result += rest[..<start] + (try inline(value, text))
            rest = rest[rest.index(after: end)...]
        }
        return .string(result + rest)
    }

    private func inline(_ value: JSONValue, _ text: String) throws(AirlockError) -> String {
        switch value {
        case .string(let text): return text
        case .integer(let number): return "\(number)"
        case .null, .bool, .number, .array, .object:
            throw AirlockError(.invalidRequest, "\(text.debugDescription) puts a list or object into a text")
        }
    }

    /// Nil if `name` is not a reference at all.
    private func look(up name: Substring) throws(AirlockError) -> JSONValue? {
        if name == "project_path" {
            guard let projectPath else { throw AirlockError(.invalidRequest, "<project_path>: no project was created") }
            return .string(projectPath)
        }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0] == "steps", let number = Int(parts[1]), parts[2] == "output" else {
            return nil
        }
        var value = outputs[number]
        for key in parts.dropFirst(3) { value = value?[String(key)] }
        guard let value else { throw AirlockError(.invalidRequest, "<\(name)>: no such result") }
        return value
    }
}
