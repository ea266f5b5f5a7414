import AirlockCore
import Glibc
import Synchronization

/// A file that grows by pieces and may be gone on with later.
final class PartialFile: Sendable {
    let path: String
    private let limit: Int
    private let state: Mutex<(descriptor: Int32, bytes: Int)>

    var bytes: Int { state.withLock { $0.bytes } }

    /// - Parameter limit: What it may grow to. One that is longer already is begun anew.
    init(_ path: String, expecting limit: Int) throws(AirlockError) {
        self.path = path
        self.limit = limit
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        let size = descriptor < 0 ? -1 : Int(lseek(descriptor, 0, SEEK_END))
        guard descriptor >= 0, size >= 0 else {
            throw AirlockError(.unavailable, "\(path) can't be opened: \(String(cString: strerror(errno)))")
        }
        state = Mutex((descriptor, size))
        if size > limit { try restart() }
    }

    deinit { state.withLock { if $0.descriptor >= 0 { Glibc.close($0.descriptor) } } }

    func restart() throws(AirlockError) {
        try state.withLock { state throws(AirlockError) in
            guard ftruncate(state.descriptor, 0) == 0, lseek(state.descriptor, 0, SEEK_SET) == 0 else {
                throw failure
            }
            state.bytes = 0
        }
    }

    /// - Throws: `.unavailable` for a byte more than expected, or a full disk.
    func append(_ piece: some Collection<UInt8>) throws(AirlockError) {
        let bytes = Array(piece)
        try state.withLock { state throws(AirlockError) in
            guard state.bytes + bytes.count <= limit else {
                throw AirlockError(.unavailable, "it sent more than the \(limit) bytes that it should have")
            }
            var written = 0
            while written < bytes.count {
                let count = bytes[written...].withUnsafeBytes { write(state.descriptor, $0.baseAddress, $0.count) }
                guard count > 0 else { throw failure }
                written += count
                state.bytes += count
            }
        }
    }

    /// Makes it durable.
    func close() throws(AirlockError) {
        try state.withLock { state throws(AirlockError) in
            guard state.descriptor >= 0 else { return }
            guard fsync(state.descriptor) == 0 else { throw failure }
            Glibc.close(state.descriptor)
            state.descriptor = -1
        }
    }

    func remove() { unlink(path) }

    private var failure: AirlockError {
        AirlockError(.unavailable, "\(path) can't be written: \(String(cString: strerror(errno)))")
    }
}
