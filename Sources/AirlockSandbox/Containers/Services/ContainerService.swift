import AirlockCore

/// A service that runs. It is stopped when nobody holds it any more.
final class ContainerService: RunningService {
    private static let tailBytes = 8192

    private let error = SharedCapture(limit: ContainerService.tailBytes)
    private let cancellation: Cancellation
    let end: Task<Int32, Never>

    init(request: ContainerRun.Request, mounts: HeldMounts, cancellation: Cancellation) {
        self.cancellation = cancellation
        let run = ContainerRun(
            request: request, mounts: mounts, output: SharedCapture(limit: 0), error: error, cancellation: cancellation)
        end = Task {
            do {
                return try await onOwnThread { try run.run() }.exitStatus
            } catch {
                let reason = (error as? AirlockError)?.message ?? "\(error)"
                run.error.append(Array("\(reason)\n".utf8)[...])
                return 127
            }
        }
    }

    deinit { cancellation.request() }

    func waitUntilExit() async -> Int32 { await end.value }

    func errorTail() async -> String { String(decoding: error.newest, as: UTF8.self) }

    func stop() async {
        cancellation.request()
        _ = await end.value
    }
}
