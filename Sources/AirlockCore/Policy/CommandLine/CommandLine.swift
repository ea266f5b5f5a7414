/// A command line as a POSIX shell would read it, as far as that is beyond doubt.
///
/// The subset has words, quotes, backslashes and the connectors `&&`, `||`, `;`, `|`. It has no expansion of any kind, so
/// each command's arguments are known before it runs. Whatever is outside the subset is `opaque`: a person decides.
public enum CommandLine: Sendable, Hashable {
    case simple([SimpleCommand])
    /// Why it can't be known without a shell what it would run.
    case opaque(String)

    /// Bytes of the longest line that is read; longer ones are opaque.
    public static let longestLine = 64 << 10
    /// Most commands in one line; more are opaque.
    public static let mostCommands = 50

    /// Never fails; takes time proportional to the length.
    /// Source of the grammar: POSIX.1-2024, Shell Command Language, sections 2.2, 2.3, 2.9 and 2.10.
    public static func parse(_ text: String) -> CommandLine {
        guard text.utf8.count <= longestLine else { return .opaque("it is longer than \(longestLine) bytes") }
        if let reason = unreadable(text) { return .opaque(reason) }
        var parser = CommandLineParser(text)
        do throws(CommandLineParser.Opaque) {
            return .simple(try parser.parse())
        } catch {
            return .opaque(error.reason)
        }
    }

    /// The commands in order, nil for an opaque line. This is what runs, one by one and without a shell, when policy
    /// allows the line: see ``Connector/runsNext(after:)``.
    public var commands: [SimpleCommand]? { if case .simple(let commands) = self { commands } else { nil } }

    /// What makes a line opaque wherever it stands, quoted or not.
    private static func unreadable(_ text: String) -> String? {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "$": return "it has a $, which a shell expands"
            case "`": return "it has a backtick, which runs a command inside"
            case "\n", "\r": return "it has more than one line"
            case "\t", " ": continue
            default: break
            }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned,
                .spaceSeparator:
                return "it has the unprintable character U+\(String(scalar.value, radix: 16, uppercase: true))"
            default: continue
            }
        }
        return nil
    }
}

/// One program with its exact arguments.
public struct SimpleCommand: Sendable, Hashable {
    /// Never empty, and the first is not the empty string.
    public let argv: [String]
    /// What stands between this command and the next; nil for the last.
    public let then: Connector?

    public init(argv: [String], then: Connector?) {
        self.argv = argv
        self.then = then
    }
}

/// What joins two commands.
public enum Connector: String, Sendable, Hashable, CaseIterable {
    case and = "&&"
    case or = "||"
    case sequence = ";"
    case pipe = "|"

    /// Whether the next command runs when this exit status was the last; if it doesn't, the status stays and the connector
    /// after it decides in turn (`&&` and `||` bind equally, from left to right). A pipe always runs both sides.
    public func runsNext(after status: Int32) -> Bool {
        switch self {
        case .and: status == 0
        case .or: status != 0
        case .sequence, .pipe: true
        }
    }
}
