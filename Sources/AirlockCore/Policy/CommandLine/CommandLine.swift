/// A command line as a POSIX shell would read it, as far as that is beyond doubt.
///
/// The subset has words, quotes, backslashes, the connectors `&&`, `||`, `;`, pipes, and redirections between the two
/// outputs and to `/dev/null`. It has no expansion of any kind (a pattern such as `*.c` is one too: which files it names is
/// known only when it runs), so each command's arguments are known before it runs. Whatever is outside the subset is
/// `opaque`: a person decides.
public enum CommandLine: Sendable, Hashable {
    case simple([Pipeline])
    /// Why it can't be known without a shell what it would run.
    case opaque(String)

    /// Bytes of the longest line that is read; longer ones are opaque.
    public static let longestLine = 64 << 10
    /// Most commands in one line; more are opaque.
    public static let mostCommands = 50

    /// Never fails; takes time proportional to the length, and never recurses.
    /// Source of the grammar: POSIX.1-2024, Shell Command Language, sections 2.2, 2.3, 2.7, 2.9 and 2.10. Where bash and dash
    /// part ways, or POSIX leaves a choice, the line is opaque.
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

    /// A word in quotes, so that it is read back as this very word.
    public static func quoted(_ word: String) -> String { "'" + word.replacing("'", with: "'\\''") + "'" }

    /// The pipelines in order, nil for an opaque line. This is what runs, one by one and without a shell, when policy
    /// allows the line: see ``Connector/runsNext(after:)``.
    public var pipelines: [Pipeline]? { if case .simple(let pipelines) = self { pipelines } else { nil } }

    /// The arguments of every command, in order; nil for an opaque line.
    public var commands: [[String]]? { pipelines?.flatMap(\.commands) }

    /// What makes a line opaque wherever it stands, quoted or not: what a person who is shown the line wouldn't see.
    private static func unreadable(_ text: String) -> String? {
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x20..<0x7F, 0x09, 0x0A: continue
            case 0x0D: return "it has a carriage return"
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
