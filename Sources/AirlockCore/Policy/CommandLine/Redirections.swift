/// The redirections of one command, applied from left to right (POSIX 2.7): the outputs onto each other and to `/dev/null`.
struct Redirections {
    enum Descriptor: UInt8 {
        case output = 0x31
        case errors = 0x32
    }

    static let unknown = "it redirects input or output"

    private(set) var output = SimpleCommand.Destination.output
    private(set) var errors = SimpleCommand.Destination.errors
    private(set) var isEmpty = true
    /// What waits for its target.
    private var pending: (from: Descriptor, copies: Bool)?

    var isOpen: Bool { pending != nil }

    /// - Parameter copies: `>&`, whose target is a descriptor; else `>` or `>>`, whose target is a file.
    mutating func open(_ from: Descriptor, copies: Bool) {
        isEmpty = false
        pending = (from, copies)
    }

    mutating func close(_ target: String) throws(CommandLineParser.Opaque) {
        guard let (from, copies) = pending else { return }
        let destination: SimpleCommand.Destination
        switch (copies, target) {
        case (true, "1"): destination = output
        case (true, "2"): destination = errors
        case (false, "/dev/null"): destination = .nothing
        default: throw CommandLineParser.Opaque(reason: Self.unknown)
        }
        switch from {
        case .output: output = destination
        case .errors: errors = destination
        }
        pending = nil
    }
}
