public import AirlockCore

/// Where the proxy learns whether what was lent to a job is still good, and what it takes uses and bytes off.
public struct Lending: Sendable {
    let book: any LeaseBook
    let now: @Sendable () -> Timestamp

    public init(book: any LeaseBook, now: @escaping @Sendable () -> Timestamp) {
        self.book = book
        self.now = now
    }
}
