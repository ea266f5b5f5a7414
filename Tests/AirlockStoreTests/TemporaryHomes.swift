import Synchronization

/// As many homes as a conformance suite asks for, kept until it is done.
final class TemporaryHomes: Sendable {
    private let homes = Mutex<[TemporaryHome]>([])

    func next() throws -> TemporaryHome {
        let home = try TemporaryHome()
        homes.withLock { $0.append(home) }
        return home
    }
}
