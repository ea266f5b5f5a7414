import AirlockCore
import AirlockNet
import NIOCore
import Synchronization

/// Knows the names it was told, and says what it was asked.
final class FakeResolver: HostResolver {
    /// One answer for each time it is asked; the last one stays.
    private let answers: Mutex<[String: [[String]]]>
    private let seen = Mutex<[String]>([])
    private let silent: Set<String>

    /// - Parameters:
    ///   - answers: Addresses of each name.
    ///   - silent: Names whose answer never comes.
    init(_ answers: [String: [[String]]], silent: Set<String> = []) {
        self.answers = Mutex(answers)
        self.silent = silent
    }

    var asked: [String] { seen.withLock { $0 } }

    func addresses(of host: HostName, port: Int) async throws -> [SocketAddress] {
        seen.withLock { $0.append(host.text) }
        if silent.contains(host.text) { try await Task.sleep(for: .seconds(3600)) }
        try Task.checkCancellation()
        let answer: [String]? = answers.withLock {
            guard let first = $0[host.text]?.first else { return nil }
            if ($0[host.text]?.count ?? 0) > 1 { $0[host.text]?.removeFirst() }
            return first
        }
        guard let answer else { throw AirlockError(.backendFailed, "\(host) has no address") }
        return try answer.map { try SocketAddress(ipAddress: $0, port: port) }
    }
}
