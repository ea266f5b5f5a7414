import AirlockCore
import CSandbox
import Glibc

/// The way out of a sandbox for the time of one run: a socket that listens inside, and a gate outside that serves it. Without a
/// lease there is none, and the network namespace holds nothing but its loopback.
struct WayOut: Sendable {
    private let session: (any EgressSession)?

    /// Nothing gets out.
    static let none = WayOut(session: nil)

    /// - Throws: `.unavailable` for a lease that there is no gate for.
    static func open(
        _ lease: EgressLease?, through gate: (any EgressGate)?, from mounts: HeldMounts
    ) async throws -> WayOut {
        guard let lease else { return none }
        guard let gate else {
            throw AirlockError(
                .unavailable, "nothing lets programs out of the sandbox", hint: "set sandbox.egress in config.yaml")
        }
        let listener = try await mounts.listen()
        // The gate closes what it is given.
        let copy = try systemCall("pass a socket on") { fcntl(listener.number, F_DUPFD_CLOEXEC, 0) }
        return WayOut(session: try await gate.serve(lease, on: copy))
    }

    /// What programs look at for a proxy; the lower-case names are curl's and most others'.
    var environment: [String: String] {
        guard session != nil else { return [:] }
        let proxy = "http://127.0.0.1:\(AIRLOCK_EGRESS_PORT)"
        return [
            "http_proxy": proxy, "https_proxy": proxy, "HTTP_PROXY": proxy, "HTTPS_PROXY": proxy, "ALL_PROXY": proxy,
            "no_proxy": "localhost,127.0.0.1", "NO_PROXY": "localhost,127.0.0.1",
        ]
    }

    func close() async { await session?.close() }

    /// Closes it when `body` has ended, however that ends.
    /// - Returns: Also what was asked of it.
    func closed<Value: Sendable>(
        after body: () async throws -> Value
    ) async throws -> (Value, [ConnectionAttempt]) {
        do {
            let value = try await body()
            let attempts = await session?.attempts() ?? []
            await session?.close()
            return (value, attempts)
        } catch {
            await session?.close()
            throw error
        }
    }
}
