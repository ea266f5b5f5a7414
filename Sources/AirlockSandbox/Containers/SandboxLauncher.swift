public import AirlockCore
import Foundation

/// Starts services of ours in containers: no network, nothing of the host but `/usr` and the folders named, a private
/// `/tmp`, the same system-call filter as for commands. They run as an ordinary user also when we are root.
public struct SandboxLauncher: ProcessLauncher {
    private let temporaryBytes: Int

    /// - Parameter temporaryBytes: Room of a service's `/tmp`, in memory.
    public init(temporaryBytes: Int) { self.temporaryBytes = temporaryBytes }

    public func launch(_ service: ServiceProgram) async throws -> any RunningService {
        guard let bubblewrap = ContainerCommand.bubblewrap else {
            throw AirlockError(.unavailable, "bubblewrap is missing", hint: "sudo apt install bubblewrap")
        }
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
        var argv = ContainerCommand.isolation(bubblewrap: bubblewrap) + ContainerCommand.system
        argv += ContainerCommand.temporary(["/tmp", "/home/agent", "/dev/shm"], bytes: temporaryBytes)
        for (index, path) in folders.enumerated() {
            argv += [index < service.readable.count ? "--ro-bind" : "--bind", "/tmp/s/\(index)", path]
        }
        argv += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp", "--"] + service.argv
        let request = ContainerRun.Request(
            argv: argv, environment: service.environment, standardInput: [], limits: nil,
            owner: owner, reserve: nil, quota: nil, cgroups: nil)
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
