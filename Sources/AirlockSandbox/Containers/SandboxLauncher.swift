public import AirlockCore
import Foundation

/// Starts services of ours in containers: no network, nothing of the host but `/usr` and the folders named, a private
/// `/tmp`, the same system-call filter as for commands. They run as an ordinary user also when we are root.
public struct SandboxLauncher: ProcessLauncher {
    private let temporaryBytes: Int
    private let runtime: any ContainerRuntime

    /// - Parameter temporaryBytes: Room of a service's `/tmp`, in memory.
    public init(temporaryBytes: Int, runtime: SandboxRuntime) {
        self.temporaryBytes = temporaryBytes
        self.runtime = runtime.program
    }

    public func launch(_ service: ServiceProgram) async throws -> any RunningService {
        let folders = service.readable + service.writable
        guard service.argv.first?.hasPrefix("/") == true, folders.allSatisfy({ $0.hasPrefix("/") }) else {
            throw AirlockError(.invalidRequest, "a service's program and folders are absolute paths")
        }
        let owner = SandboxUser.current
        try await onOwnThread {
            for path in service.writable {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
                try owner.take(try OpenFile.folder(path), mode: 0o700)
            }
        }
        let mounts = try await HeldMounts.hold(HeldMounts.Request(overlay: nil, sources: folders, owner: owner))
        var seen = SystemMounts.host + SystemMounts.temporary(bytes: temporaryBytes)
        for (index, path) in folders.enumerated() {
            let source = "/tmp/s/\(index)"
            let isReadOnly = index < service.readable.count
            seen.append(
                isReadOnly ? SystemMounts.readOnly(path, from: source) : .writable(source: source, target: path))
        }
        let description = ContainerDescription(
            programs: [SimpleCommand(argv: service.argv)], folder: "/tmp", environment: service.environment, root: nil,
            mounts: seen,
            processes: nil, memoryBytes: nil, fileBytes: nil)
        let request = ContainerRun.Request(
            start: try runtime.start(description), standardInput: [], limits: nil, isService: true, owner: owner,
            reserve: nil,
            quota: nil,
            cgroups: nil)
        return ContainerService(request: request, mounts: mounts, cancellation: try Cancellation.make())
    }
}

/// A service that runs. It is stopped when nobody holds it any more.
final class ContainerService: RunningService {
    private static let tailBytes = 8192

    private let error = SharedCapture(limit: ContainerService.tailBytes)
    private let cancellation: Cancellation
    private let end: Task<Int32, Never>

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
