/// One program with its exact arguments, and where its two outputs go.
public struct SimpleCommand: Sendable, Hashable {
    /// Where bytes that a program writes end up, when all redirections are done.
    public enum Destination: Sendable, Hashable {
        /// The pipeline's output, or what the next command of it reads.
        case output
        case errors
        /// `/dev/null`.
        case nothing
    }

    /// Never empty, and the first is not the empty string.
    public let argv: [String]
    public let output: Destination
    public let errors: Destination

    public init(argv: [String], output: Destination = .output, errors: Destination = .errors) {
        self.argv = argv
        self.output = output
        self.errors = errors
    }

    public var isRedirected: Bool { output != .output || errors != .errors }
}
