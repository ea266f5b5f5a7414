import AirlockCore
import AirlockTestKit
import Testing

/// The fakes are held to the ports' contracts too, or tests that use them prove nothing.
@Suite struct MemoryStoresTests {
    @Test func `the waiting room in memory conforms`() async throws {
        try await WaitingRoomConformance { MemoryWaitingRoom() }.checkAll()
    }

    @Test func `the event log in memory conforms`() async throws {
        try await EventLogConformance { MemoryEventLog() }.checkAll()
    }

    @Test func `an artifact is kept under a plain name only`() async throws {
        let store = MemoryArtifactStore()
        let path = try await store.save([1, 2], as: "a.txt", of: "job_1")
        #expect(try await store.load(path, limit: 2) == [1, 2])
        await #expect(throws: AirlockError.self) { try await store.load(path, limit: 1) }
        for name in ["", "..", "a/b", "a\0"] {
            await #expect(throws: AirlockError.self) { try await store.save([], as: name, of: "job_1") }
        }
    }
}
