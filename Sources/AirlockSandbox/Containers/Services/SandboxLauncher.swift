public import AirlockCore
import Foundation

/// Starts services of ours in containers: no network, nothing of the host but `/usr` and the folders named, a private
/// `/tmp`, the same system-call filter as for commands. They run as an ordinary user also when we are root.
public struct SandboxLauncher: ProcessLauncher {
    private let temporaryBytes: Int
    private let runtime: any ContainerRuntime
    private let egress: (any EgressGate)?

    /// - Parameters:
    ///   - temporaryBytes: Room of a service's `/tmp`, in memory.
    ///   - egress: Nil: no service gets out.
    public init(temporaryBytes: Int, runtime: SandboxRuntime, egress: (any EgressGate)? = nil) {
        self.temporaryBytes = temporaryBytes
        self.runtime = runtime.program
        self.egress = egress
    }

    public func launch(_ service: ServiceProgram) async throws -> any RunningService {
        let owner = SandboxUser.current
        let service = Self.withDevicesThatExist(service)
        let mounts = try await hold(service, owner)
        let request = try request(service, owner, nil, nil)
        return ContainerService(request: request, mounts: mounts, cancellation: try Cancellation.make())
    }

    private static func withDevicesThatExist(_ service: ServiceProgram) -> ServiceProgram {
        var service = service
        service.devices = service.devices.filter { FileManager.default.fileExists(atPath: $0) }
        return service
    }

    private func hold(_ service: ServiceProgram, _ owner: SandboxUser) async throws -> HeldMounts {
        let folders = service.readable + service.writable + service.devices
        guard service.argv.first?.hasPrefix("/") == true, folders.allSatisfy({ $0.hasPrefix("/") }) else {
            throw AirlockError(.invalidRequest, "a service's program and folders are absolute paths")
        }
        try await onOwnThread {
            for path in service.writable {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
                try owner.take(try OpenFile.folder(path), mode: 0o700)
            }
        }
        return try await HeldMounts.hold(HeldMounts.Request(overlay: nil, sources: folders, owner: owner))
    }

    private func request(
        _ service: ServiceProgram, _ owner: SandboxUser, _ limits: Limits?, _ dialogue: DialogueSocket?
    ) throws -> ContainerRun.Request {
        var seen = SystemMounts.host + SystemMounts.temporary(bytes: temporaryBytes)
        for (index, path) in (service.readable + service.writable).enumerated() {
            let source = "/tmp/s/\(index)"
            let isReadOnly = index < service.readable.count
            seen.append(
                isReadOnly ? SystemMounts.readOnly(path, from: source) : .writable(source: source, target: path))
        }
        for (index, path) in service.devices.enumerated() {
            let place = service.readable.count + service.writable.count + index
            seen.append(.device(source: "/tmp/s/\(place)", target: path))
        }
        let description = ContainerDescription(
            programs: [SimpleCommand(argv: service.argv)], folder: "/tmp", environment: service.environment, root: nil,
            mounts: seen,
            processes: nil, memoryBytes: nil, fileBytes: nil)
        return ContainerRun.Request(
            start: try runtime.start(description), standardInput: [], limits: limits, isService: true, owner: owner,
            reserve: nil, quota: nil, cgroups: nil, dialogue: dialogue)
    }
}

extension SandboxLauncher: DialogueLauncher {
    public func converse(
        with service: ServiceProgram, egress lease: EgressLease?, limits: Limits
    ) async throws -> any ServiceDialogue {
        let owner = SandboxUser.current
        let present = Self.withDevicesThatExist(service)
        let mounts = try await hold(present, owner)
        let socket: DialogueSocket
        do { socket = try DialogueSocket() } catch { throw error.airlockError }
        let request = try request(present, owner, limits, socket)
        let cancellation = try Cancellation.make()
        let way = try await WayOut.open(lease, through: egress, from: mounts)
        let service = ContainerService(request: request, mounts: mounts, cancellation: cancellation)
        return ContainerDialogue(service: service, socket: socket, way: way)
    }
}
