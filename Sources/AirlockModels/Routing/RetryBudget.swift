/// How much of a provider's work may be repetition: each success earns a tenth of a retry, ten retries are kept at most. A
/// provider that is down then costs few extra requests, however many questions come (the token bucket of gRPC's retry
/// throttling, gRFC A6).
struct RetryBudget: Sendable, Hashable {
    private static let most = 100
    private static let price = 10

    private var tenths: Int

    init() { tenths = Self.most }

    mutating func noteSuccess() { tenths = min(Self.most, tenths + 1) }

    /// - Returns: Whether there is a retry to spend.
    mutating func spend() -> Bool {
        guard tenths >= Self.price else { return false }
        tenths -= Self.price
        return true
    }
}
