import AirlockCore

/// Calls that a model wrote as its answer because it, or its server, doesn't know better: small models leave out the tags that
/// their template asks for, and then no server finds them.
enum WrittenCalls {
    /// Reads objects of a name and arguments, alone, in a Markdown fence or each in `<tool_call>` tags.
    /// - Returns: Empty unless the text is nothing but calls of these tools.
    static func read(_ text: String, of tools: [ModelTool]) -> [Completion.Call] {
        var calls: [Completion.Call] = []
        for piece in pieces(text) {
            guard let value = try? JSONValue(parsing: String(piece)), let members = value.object, members.count == 2,
                let name = members["name"]?.string, tools.contains(where: { $0.name == name }),
                let arguments = members["arguments"] ?? members["parameters"], arguments.object != nil
            else { return [] }
            calls.append(Completion.Call(id: "", name: name, arguments: arguments.canonicalText))
        }
        return calls
    }

    private static func pieces(_ text: String) -> [Substring] {
        let whole = trimmed(text[...])
        if whole.hasPrefix("<tool_call>"), whole.hasSuffix("</tool_call>") {
            let inner = whole.dropFirst("<tool_call>".count).dropLast("</tool_call>".count)
            return inner.split(separator: "</tool_call>", omittingEmptySubsequences: false).map { piece in
                let piece = trimmed(piece)
                return piece.hasPrefix("<tool_call>") ? piece.dropFirst("<tool_call>".count) : piece
            }
        }
        guard whole.hasPrefix("```"), whole.hasSuffix("```"), let line = whole.firstIndex(of: "\n") else {
            return [whole]
        }
        return [whole[line...].dropLast("```".count)]
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop(while: \.isWhitespace)
        let end = start.lastIndex { !$0.isWhitespace }
        return end.map { start[...$0] } ?? ""
    }
}
