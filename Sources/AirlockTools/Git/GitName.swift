import AirlockCore

/// A branch, remote or revision that git reads as that and nothing else: never as an option or a path.
struct GitName: Sendable, Hashable, CustomStringConvertible {
    let description: String

    /// A name by the rules of `git help check-ref-format`, at most 200 bytes.
    /// - Throws: `.invalidRequest` that says which field.
    init(_ text: String, field: String) throws(AirlockError) {
        if let fault = Self.fault(text) {
            throw AirlockError(
                .invalidRequest, "git_ops.params.\(field): \(text.prefix(100).debugDescription) \(fault)",
                hint: "use letters, digits, . _ / and -, e.g. \"feature/search\"")
        }
        description = text
    }

    /// A name, or one with `~3` or `^` steps back.
    init(revision text: String, field: String) throws(AirlockError) {
        let base = text.prefix { $0 != "~" && $0 != "^" }
        guard text[base.endIndex...].utf8.allSatisfy({ "~^0123456789".utf8.contains($0) }), text.utf8.count <= 220
        else {
            throw AirlockError(
                .invalidRequest, "git_ops.params.\(field): \(text.prefix(100).debugDescription) isn't a revision",
                hint: "name a branch or a commit hash, e.g. \"main\" or \"main~1\"")
        }
        _ = try GitName(String(base), field: field)
        description = text
    }

    private static func fault(_ text: String) -> String? {
        if text.isEmpty { return "is empty" }
        if text.utf8.count > 200 { return "is over 200 bytes" }
        if text.hasPrefix("-") { return "begins with -" }
        if text == "@" || text.contains("@{") { return "holds @{ or is @" }
        if text.contains("..") { return "holds .." }
        if text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || "~^:?*[\\".utf8.contains($0) }) {
            return "holds a space, a control character or one of ~ ^ : ? * [ \\"
        }
        if text.hasSuffix(".") { return "ends with ." }
        for part in text.split(separator: "/", omittingEmptySubsequences: false) {
            if part.isEmpty { return "has an empty part" }
            if part.hasPrefix(".") { return "has a part that begins with ." }
            if part.hasSuffix(".lock") { return "has a part that ends with .lock" }
        }
        return nil
    }
}
