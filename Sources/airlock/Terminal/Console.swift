import AirlockAPI
import AirlockCore
import Foundation
import Synchronization

/// Writes for people: progress to standard error, results to standard output. Text that came from a model or a page is
/// shown with its control characters escaped.
final class Console: Sendable {
    /// Whether a person watches standard error.
    let isTerminal: Bool
    /// Whether a person can be asked on the terminal.
    let canAsk: Bool
    private let status = Mutex("")

    init() {
        isTerminal = isatty(STDERR_FILENO) == 1
        canAsk = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
    }

    /// A line of progress that stays.
    func say(_ text: String) {
        let line = Self.plain(text)
        status.withLock { current in
            write(STDERR_FILENO, (current.isEmpty ? "" : "\r\u{1B}[K") + line + "\n" + current)
        }
    }

    /// What is going on right now; replaced by the next. Shown only where a person watches.
    func show(_ text: String) {
        guard isTerminal else { return }
        let line = String(Self.plain(text).prefix(110))
        status.withLock { current in
            current = line
            write(STDERR_FILENO, "\r\u{1B}[K\(line)")
        }
    }

    func clear() {
        guard isTerminal else { return }
        status.withLock { current in
            current = ""
            write(STDERR_FILENO, "\r\u{1B}[K")
        }
    }

    func result(_ text: String) { write(STDOUT_FILENO, text.hasSuffix("\n") ? text : text + "\n") }

    func fail(_ error: AirlockError) {
        clear()
        say("airlock: \(error.message)")
        if let hint = error.hint { say("  hint: \(hint)") }
    }

    /// One line of what a person types; nil at the end of input.
    /// - Throws: `CancellationError` if the task is cancelled before there is a line: a blocked read would not notice.
    func ask(_ prompt: String) async throws -> String? {
        clear()
        write(STDERR_FILENO, prompt)
        var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        while poll(&input, 1, 0) <= 0 {
            try Task.checkCancellation()
            try await Task.sleep(for: .milliseconds(100))
        }
        return readLine()
    }

    private func write(_ descriptor: Int32, _ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Control and direction-changing characters as `\u{…}`, so that nobody's text can repaint the screen.
    static func plain(_ text: String) -> String { text.escapingInvisible(keeping: ["\n"]) }
}
