import AirlockCore
import AirlockModels
import Synchronization
import Testing

struct LocalModelTests {
    @Test func `nothing is worked out before the first question, and anew after a failure`() async throws {
        let count = Mutex(0)
        let model = LocalModel {
            let number = count.withLock { count in
                count += 1
                return count
            }
            throw AirlockError(.unavailable, "no card, try \(number)")
        }
        #expect(count.withLock { $0 } == 0)
        for number in 1...2 {
            let error = await #expect(throws: AirlockError.self) { try await model.answer(modelRequest()) }
            #expect(error?.message == "no card, try \(number)")
        }
        await model.stop()
        let stopped = await #expect(throws: AirlockError.self) { try await model.profile() }
        #expect(stopped?.message == "the model server was stopped")
        #expect(count.withLock { $0 } == 2)
    }
}
