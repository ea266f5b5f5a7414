/// Why a server refused: it wants to be left alone for a while (RFC 9110, 10.2.3). Asking it again before would only prolong it.
struct ServerPause: Error, Sendable, Hashable {
    /// What we wait at most, whatever a server asks for.
    static let most = 600

    /// From 1 to ``most``.
    let seconds: Int

    init(seconds: Int) { self.seconds = min(max(1, seconds), Self.most) }
}
