public import AirlockCore
import Glibc
public import NIOCore
public import NIOPosix
import Synchronization

/// Asks the machine's own resolver (`getaddrinfo`: hosts file, DNS), on a thread that may block.
public struct SystemResolver: HostResolver {
    private let threads: NIOThreadPool

    /// - Parameter threads: Started; as many names are asked for at a time as it has threads, the others wait.
    public init(threads: NIOThreadPool) { self.threads = threads }

    public func addresses(of host: HostName, port: Int) async throws -> [SocketAddress] {
        let answer = Answer()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                answer.isAwaited(by: continuation)
                threads.submit { state in
                    guard case .active = state, !answer.isGiven else {
                        return answer.give(.failure(CancellationError()))
                    }
                    answer.give(Result { try Self.ask(host, port: port) })
                }
            }
        } onCancel: {
            answer.give(.failure(CancellationError()))
        }
    }

    private static func ask(_ host: HostName, port: Int) throws -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host.text, String(port), &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        var addresses: [SocketAddress] = []
        var next = list
        while code == 0, let entry = next?.pointee {
            if let address = socketAddress(entry) { addresses.append(address) }
            next = entry.ai_next
        }
        guard !addresses.isEmpty else { throw AirlockError(.backendFailed, "\(host) has no address") }
        return addresses
    }

    private static func socketAddress(_ entry: addrinfo) -> SocketAddress? {
        guard let bytes = UnsafeRawPointer(entry.ai_addr) else { return nil }
        switch entry.ai_family {
        case AF_INET where entry.ai_addrlen >= MemoryLayout<sockaddr_in>.size:
            return SocketAddress(bytes.loadUnaligned(as: sockaddr_in.self))
        case AF_INET6 where entry.ai_addrlen >= MemoryLayout<sockaddr_in6>.size:
            return SocketAddress(bytes.loadUnaligned(as: sockaddr_in6.self))
        default: return nil
        }
    }
}

/// What comes first: the addresses, or the end of the wait.
private final class Answer: Sendable {
    typealias Outcome = Result<[SocketAddress], any Error>

    private enum State {
        case early
        case awaited(CheckedContinuation<[SocketAddress], any Error>)
        case given(Outcome)
    }

    private let state = Mutex(State.early)

    var isGiven: Bool {
        state.withLock { if case .given = $0 { true } else { false } }
    }

    func isAwaited(by continuation: CheckedContinuation<[SocketAddress], any Error>) {
        let outcome: Outcome? = state.withLock {
            if case .given(let outcome) = $0 { return outcome }
            $0 = .awaited(continuation)
            return nil
        }
        if let outcome { continuation.resume(with: outcome) }
    }

    func give(_ outcome: Outcome) {
        let continuation: CheckedContinuation<[SocketAddress], any Error>? = state.withLock {
            switch $0 {
            case .early:
                $0 = .given(outcome)
                return nil
            case .awaited(let continuation):
                $0 = .given(outcome)
                return continuation
            case .given: return nil
            }
        }
        continuation?.resume(with: outcome)
    }
}
