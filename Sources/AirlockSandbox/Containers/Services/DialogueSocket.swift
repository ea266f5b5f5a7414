import AirlockCore
import Glibc
import Synchronization

/// The two ends of one channel that is a program's standard input and output.
final class DialogueSocket: Sendable {
    private let ours: OpenFile
    private let theirs: Mutex<OpenFile?>
    /// One piece at a time.
    private let writing = Mutex(())

    private static let pieceBytes = 1 << 20

    init() throws(SystemFailure) {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        try systemCall("make a socket pair") { socketpair(AF_UNIX, type, 0, &ends) }
        ours = OpenFile(owning: ends[0])
        theirs = Mutex(OpenFile(owning: ends[1]))
    }

    /// The program's end, which then is the caller's to close; nil the second time.
    func takeProgramEnd() -> OpenFile? {
        theirs.withLock { end in
            defer { end = nil }
            return end
        }
    }

    /// Blocks until the kernel has taken all of it.
    func write(_ bytes: [UInt8]) throws(AirlockError) {
        let isWhole = writing.withLock { _ in
            var done = 0
            while done < bytes.count {
                let count = bytes.withUnsafeBytes {
                    send(ours.number, $0.baseAddress?.advanced(by: done), $0.count - done, Int32(MSG_NOSIGNAL))
                }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                done += count
            }
            return true
        }
        guard isWhole else { throw AirlockError(.backendFailed, "the program doesn't listen any more") }
    }

    /// Blocks until there is something; nil at the end.
    func read() -> [UInt8]? {
        var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
        while true {
            let count = piece.withUnsafeMutableBytes { recv(ours.number, $0.baseAddress, $0.count, 0) }
            if count < 0, errno == EINTR { continue }
            return count > 0 ? Array(piece.prefix(count)) : nil
        }
    }

    func finishWriting() { shutdown(ours.number, Int32(SHUT_WR)) }

    /// Wakes whoever reads or writes.
    func close() {
        shutdown(ours.number, Int32(SHUT_RDWR))
        _ = takeProgramEnd()
    }
}
