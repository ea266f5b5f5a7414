import AirlockCore

/// What a caller chooses of a skeleton; what is left out is what a good engineer would start with.
struct ProjectOptions: Codable, Sendable, Hashable {
    enum Kind: String, Codable, Sendable, CaseIterable { case cli, library, api }

    enum License: String, Codable, Sendable, CaseIterable {
        case mit = "MIT"
        case zeroBSD = "0BSD"
        case none
    }

    enum Pipeline: String, Codable, Sendable, CaseIterable { case github, gitlab, none }

    /// One sentence.
    var description: String?
    /// Nil: the template's first.
    var kind: Kind?
    var tests: Bool?
    var lint: Bool?
    var ci: Pipeline?
    var license: License?
    /// Who holds the rights; nil: the project's authors.
    var author: String?

    static let schema = ToolSchema.object(
        [
            "description": ToolSchema.string("One sentence for the README.", length: 1...300),
            "kind": ToolSchema.choice(
                "What it is: a command line (not for dotnet unless named), a library, or a REST API (dotnet, node, python).",
                of: Kind.allCases.map(\.rawValue)),
            "tests": ToolSchema.flag("Unit tests, run at once; true if left out."),
            "lint": ToolSchema.flag("Settings for formatter and linter; true if left out."),
            "ci": ToolSchema.choice(
                "A file for continuous integration; github if left out.", of: Pipeline.allCases.map(\.rawValue)),
            "license": ToolSchema.choice(
                "The LICENSE file; MIT if left out.", of: License.allCases.map(\.rawValue)),
            "author": ToolSchema.string("Who holds the rights.", length: 1...100),
        ], required: [])

    /// Texts end up in files of many languages, on one line each.
    /// - Throws: `.invalidRequest` that names the field.
    func check() throws(AirlockError) {
        for (name, text) in [("description", description), ("author", author)] {
            guard let text else { continue }
            guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory.isPrintable }) else {
                throw AirlockError(
                    .invalidRequest, "project_builder.options.\(name): holds a line end or a control character",
                    hint: "one sentence on one line")
            }
        }
    }
}

extension Unicode.GeneralCategory {
    /// Whether it can stand in a file's one line and look like what it is: no control, bidi or unassigned characters.
    fileprivate var isPrintable: Bool {
        switch self {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
