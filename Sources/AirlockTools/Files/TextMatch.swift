import AirlockCore

/// One line that a search found.
struct TextMatch: Sendable, Hashable, Codable {
    /// Relative to the workspace.
    let path: String
    /// From 1.
    let line: Int
    /// At most 500 characters.
    let text: String

    static let schema = ToolSchema.object(
        [
            "path": ToolSchema.path("The file."), "line": ToolSchema.count("From 1."),
            "text": ToolSchema.text("The line, at most 500 characters."),
        ], required: ["path", "line", "text"])

    /// Reads what `grep -nHZ` printed: name, NUL, number, colon, line.
    static func parse(_ bytes: [UInt8]) -> [TextMatch] {
        bytes.split(separator: UInt8(ascii: "\n")).compactMap { row in
            guard let end = row.firstIndex(of: 0),
                let colon = row[end...].firstIndex(of: UInt8(ascii: ":")),
                let line = Int(String(decoding: row[(end + 1)..<colon], as: UTF8.self))
            else { return nil }
            let name = String(decoding: row[..<end], as: UTF8.self)
            let text = String(decoding: row[(colon + 1)...], as: UTF8.self)
            return TextMatch(
                path: name.hasPrefix("./") ? String(name.dropFirst(2)) : name, line: line,
                text: String(text.prefix(500)))
        }
    }
}
