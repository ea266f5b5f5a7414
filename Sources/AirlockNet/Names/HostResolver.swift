public import AirlockCore
public import NIOCore

/// Asks for the addresses of a name.
public protocol HostResolver: Sendable {
    /// - Returns: In order of preference, with `port` set; never empty.
    /// - Throws: `.backendFailed` if there is none, `CancellationError` soon after the task is cancelled.
    func addresses(of host: HostName, port: Int) async throws -> [SocketAddress]
}
