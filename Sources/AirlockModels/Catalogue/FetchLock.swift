import AirlockCore
import Glibc

/// Keeps two processes from fetching into one cache at a time; `scripts/fetch-models` takes the same lock (flock(2)).
struct FetchLock: Sendable {
    private let descriptor: Int32

    init(_ path: String) throws(AirlockError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw AirlockError(.unavailable, "\(path) can't be opened: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw AirlockError(
                .conflict, "another program is fetching models into this cache", hint: "Wait for it, then try again.")
        }
    }

    func release() { close(descriptor) }
}
