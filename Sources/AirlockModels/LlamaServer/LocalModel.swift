public import AirlockCore

/// The model that this machine runs itself. Which one, and how, is worked out at the first question and not at every start:
/// asking the graphics driver takes a while, and how much memory is free is only true at that moment.
public actor LocalModel: LanguageModel {
    /// A server, and the model that asks it.
    public struct Parts: Sendable {
        public let server: LlamaServer
        public let model: LlamaServerModel

        public init(server: LlamaServer, model: LlamaServerModel) {
            self.server = server
            self.model = model
        }
    }

    private let make: @Sendable () async throws -> Parts
    private var parts: Task<Parts, any Error>?
    private var isStopped = false

    /// - Parameter make: Called at the first question, and again at the next one after it threw.
    public init(_ make: @escaping @Sendable () async throws -> Parts) { self.make = make }

    /// - Throws: What `make` throws, `.unavailable` after ``stop()``.
    public func server() async throws -> LlamaServer { try await made().server }

    public func profile() async throws -> ModelProfile { try await made().model.profile() }

    public nonisolated func answer(
        _ request: ModelRequest, onText: @escaping @Sendable (String) -> Void
    ) async throws -> ModelAnswer { try await made().model.answer(request, onText: onText) }

    /// Ends its server for good. Idempotent.
    public func stop() async {
        isStopped = true
        if let parts, let made = try? await parts.value { await made.server.stop() }
    }

    private func made() async throws -> Parts {
        guard !isStopped else { throw AirlockError(.unavailable, "the model server was stopped") }
        let making = parts ?? Task { [make] in try await make() }
        parts = making
        do {
            return try await making.value
        } catch {
            if parts == making { parts = nil }
            throw error
        }
    }
}
