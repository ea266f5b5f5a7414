import AirlockCore

/// What a client's first bytes in a tunnel say about the server that it means to talk to.
///
/// One address may serve many names, and only one was judged (domain fronting). So a tunnel to port 443 must begin with TLS
/// that names the tunnel's host. To another port it may be anything, but if it is TLS that names a server, then that one.
enum TunnelOpening: Hashable {
    case needsMore
    case passes
    /// - Parameter alert: To be sent to the client before its end; empty unless it speaks TLS.
    case refused(Refusal, alert: [UInt8])

    /// - Parameter bytes: The first ones, as many as there are yet.
    init(_ bytes: [UInt8], to target: RequestTarget) {
        let mustBeTLS = target.port == 443
        switch ClientHello(bytes) {
        case .needsMore: self = .needsMore
        case .malformed: self = .refused(Self.unreadable, alert: [])
        case .isNone: self = mustBeTLS ? .refused(Self.notTLS, alert: []) : .passes
        case .hello(nil): self = mustBeTLS ? .refused(Self.nameless, alert: Self.alert) : .passes
        case .hello(let name?):
            self =
                HostName(name) == target.host
                ? .passes : .refused(Self.otherName.about(name, target.port), alert: Self.alert)
        }
    }

    static let unreadable = Refusal(.forbidden, "the TLS in a tunnel can't be read")
    static let notTLS = Refusal(.forbidden, "what goes through a tunnel to port 443 must be TLS")
    static let nameless = Refusal(.forbidden, "the TLS in a tunnel to port 443 names no server")
    static let otherName = Refusal(.forbidden, "the TLS in a tunnel names another server than the tunnel does")

    /// Fatal, "unrecognized_name" (RFC 6066, 3).
    private static let alert: [UInt8] = [0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x70]
}
