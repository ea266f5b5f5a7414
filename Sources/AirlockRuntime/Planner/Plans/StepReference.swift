import AirlockCore

/// Mentions of earlier results in a step's parameters: `<steps.2.output.project_path>`, `<project_path>`.
enum StepReference {
    private static let opening = "<steps."

    /// The numbers of the steps that a value refers to; 0 for a reference that can't be read.
    static func numbers(in value: JSONValue) -> Set<Int> {
        strings(in: value).reduce(into: []) { numbers, text in
            for part in parts(of: text) { if case .reference(let number, _) = part { numbers.insert(number) } }
        }
    }

    static func mentionsNewestProject(_ value: JSONValue) -> Bool {
        strings(in: value).contains { $0.contains("<project_path>") }
    }

    /// The value with its references renumbered.
    static func renumbered(_ value: JSONValue, _ numbers: [Int: Int]) -> JSONValue {
        switch value {
        case .string(let text):
            .string(
                parts(of: text).map { part in
                    switch part {
                    case .text(let text): text
                    case .reference(let number, let rest): "\(opening)\(numbers[number] ?? number)\(rest)"
                    }
                }.joined())
        case .array(let items): .array(items.map { renumbered($0, numbers) })
        case .object(let members): .object(members.mapValues { renumbered($0, numbers) })
        case .null, .bool, .integer, .number: value
        }
    }

    private enum Part {
        case text(String)
        /// The step's number, and what follows it up to and with `>`.
        case reference(Int, String)
    }

    private static func parts(of text: String) -> [Part] {
        var parts: [Part] = []
        var rest = text[...]
        while let start = rest.firstRange(of: opening) {
            parts.append(.text(String(rest[..<start.lowerBound])))
            let after = rest[start.upperBound...]
            let digits = after.prefix { $0.isASCII && $0.isNumber }
            let tail = after[digits.endIndex...]
            guard let end = tail.firstIndex(of: ">") else {
                parts.append(.reference(0, String(after)))
                return parts
            }
            parts.append(.reference(Int(digits) ?? 0, String(tail[...end])))
            rest = tail[tail.index(after: end)...]
        }
        parts.append(.text(String(rest)))
        return parts
    }

    private static func strings(in value: JSONValue) -> [String] {
        switch value {
        case .string(let text): [text]
        case .array(let items): items.flatMap(strings)
        case .object(let members): members.values.flatMap(strings)
        case .null, .bool, .integer, .number: []
        }
    }
}
