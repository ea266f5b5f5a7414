import AirlockCore
import Testing

@testable import AirlockSandbox

@Suite struct ByteBudgetTests {
    @Test func `a budget is spent to its last byte and no further`() throws {
        var budget = ByteBudget(3 << 20)
        try budget.take(2 << 20, for: "the files")
        try budget.take(1 << 20, for: "the files")
        let error = #expect(throws: AirlockError.self) { try budget.take(1, for: "the files") }
        #expect(error?.code == .limitExceeded)
        #expect(error?.message == "the files hold more than 3 MiB")
    }
}
