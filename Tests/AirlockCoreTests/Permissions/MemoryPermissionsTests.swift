import AirlockTestKit
import Testing

@Suite struct MemoryPermissionsTests {
    @Test func `the fakes do what their ports say`() async throws {
        try await FeatureUsesConformance { MemoryFeatureUses() }.checkAll()
        try await GrantAuthorityConformance { MemoryGrants() }.checkAll()
        try await LeaseBookConformance { MemoryLeases() }.checkAll()
    }
}
