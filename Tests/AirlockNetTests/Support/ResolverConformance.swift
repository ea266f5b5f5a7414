import AirlockCore
import AirlockNet
import NIOCore
import Testing

/// What every ``HostResolver`` must do.
struct ResolverConformance {
    let resolver: any HostResolver
    /// Its address is 127.0.0.1 or ::1, or both.
    let loopback: HostName

    func checkAll() async throws {
        let addresses = try await resolver.addresses(of: loopback, port: 4711)
        #expect(!addresses.isEmpty)
        #expect(Set(addresses.compactMap(\.ipAddress)).isSubset(of: ["127.0.0.1", "::1"]))
        #expect(addresses.allSatisfy { $0.port == 4711 })
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await resolver.addresses(of: loopback, port: 1)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
