import AirlockCore

/// A program in a container that we talk with, and its way out, which closes when it ends.
final class ContainerDialogue: ServiceDialogue {
    private let service: ContainerService
    private let socket: DialogueSocket
    private let ending: Task<Int32, Never>

    init(service: ContainerService, socket: DialogueSocket, way: WayOut) {
        self.service = service
        self.socket = socket
        let end = service.end
        ending = Task {
            let status = await end.value
            socket.close()
            await way.close()
            return status
        }
    }

    func write(_ bytes: [UInt8]) async throws {
        let socket = socket
        try await onOwnThread { try socket.write(bytes) }
    }

    func finishWriting() async { socket.finishWriting() }

    func read() async throws -> [UInt8]? {
        let socket = socket
        return try await onOwnThread { socket.read() }
    }

    func waitUntilExit() async -> Int32 { await ending.value }

    func errorTail() async -> String { await service.errorTail() }

    func stop() async {
        await service.stop()
        _ = await ending.value
    }
}
