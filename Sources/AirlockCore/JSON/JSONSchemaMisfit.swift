/// Where a value doesn't fit its schema, and what would.
public struct JSONSchemaMisfit: Error, Sendable, Hashable {
    /// One step into a value.
    public enum Step: Sendable, Hashable {
        case member(String)
        case item(Int)
    }

    /// From the whole value down.
    public let path: [Step]
    /// What is wrong, e.g. `not a string`.
    public let what: String
    /// What fits instead, e.g. `a string`; nil if ``what`` says it.
    public let expected: String?
    /// Why each of the allowed forms doesn't fit, where there are several.
    public let forms: [JSONSchemaMisfit]

    init(_ path: [Step], _ what: String, expected: String? = nil, forms: [JSONSchemaMisfit] = []) {
        self.path = path
        self.what = what
        self.expected = expected
        self.forms = forms
    }

    /// RFC 6901; empty for the whole value.
    public var pointer: String {
        path.map { step in
            switch step {
            case .item(let index): "/\(index)"
            case .member(let name): "/" + name.replacing("~", with: "~0").replacing("/", with: "~1")
            }
        }.joined()
    }

    /// For a person, e.g. `git_ops.params.name: not a string`.
    /// - Parameter name: What the whole value is.
    public func message(of name: String) -> String {
        let place = path.reduce(into: name) { text, step in
            switch step {
            case .item(let index): text += "[\(index)]"
            case .member(let member): text += ".\(member)"
            }
        }
        return "\(place): \(what)" + Self.listed(forms.map { $0.message(of: name) })
    }

    /// For a model that shall mend it: the place as a JSON pointer, what is wrong there, and what fits.
    public var advice: String {
        let place = path.isEmpty ? "the whole answer" : pointer
        let wanted = expected.map { "; expected \($0)" } ?? ""
        return "at \(place): \(what)\(wanted)" + Self.listed(forms.map(\.advice))
    }

    private static func listed(_ messages: [String]) -> String {
        guard !messages.isEmpty else { return "" }
        return " (\(messages.prefix(4).map { String($0.prefix(200)) }.joined(separator: "; ")))"
    }
}
