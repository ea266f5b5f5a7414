public import AirlockCore
import Testing

/// What every ``FeatureUses`` must do.
public struct FeatureUsesConformance: Sendable {
    private let make: @Sendable () async throws -> any FeatureUses

    public init(_ make: @escaping @Sendable () async throws -> any FeatureUses) { self.make = make }

    public func checkAll() async throws {
        let uses = try await make()
        #expect(try await uses.counts() == [:])
        try await uses.add([.powershell, .upload])
        try await uses.add([.powershell])
        try await uses.add([])
        #expect(try await uses.counts() == [.powershell: 2, .upload: 1])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { try await uses.add([.keyboardMouse]) } }
            try await group.waitForAll()
        }
        #expect(try await uses.counts()[.keyboardMouse] == 20)
    }
}
