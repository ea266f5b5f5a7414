import AirlockCore

/// How the containers of one sandbox are made: the same for every job and call.
struct Container: Sendable {
    /// Where the job's files are inside.
    static let workspace = "/workspace"

    let runtime: any ContainerRuntime
    /// Absolute host folders, seen read-only at the same path.
    let toolchains: [String]
    let owner: SandboxUser
    /// Bytes of each folder in memory (`/tmp`, the home folder, `/dev/shm`).
    let temporaryBytes: Int
    /// Room that programs must leave on the disk.
    var reserve: DiskReserve
    /// What stands for this machine's `/usr`; nil for that itself. With an image, toolchains are not seen.
    var image: RootImage?
    /// Nil where limits of all processes together have to be sampled.
    var cgroups: CgroupTree?
    /// Nil: no program gets out, whatever lease it has.
    let egress: (any EgressGate)?
    /// Whether the job's files can be changed.
    var isWorkspaceWritable = true
    /// What it sees besides.
    var moreMounts: [ContainerMount] = []
    /// Variables besides.
    var moreEnvironment: [String: String] = [:]

    /// Mounts a branch on its chain.
    func mount(_ branch: String, on chain: [String], of store: LayerStore) async throws -> HeldMounts {
        var overlay = HeldMounts.Request.Overlay(
            folder: store.folder, options: try store.overlayOptions(branch: branch, on: chain), upper: "\(branch)/data")
        if image != nil { overlay.root = try store.rootOptions(branch: branch, on: chain, image: "/tmp/s/0") }
        return try await HeldMounts.hold(HeldMounts.Request(overlay: overlay, sources: sources, owner: owner))
    }

    /// - Parameter data: The branch that is written, to add up while it runs; nil for none.
    /// - Throws: `.unavailable` if the container can't start, `.notFound` if the program's folder doesn't exist,
    ///   `.cancelled`.
    func run(
        _ program: Program, on mounts: HeldMounts, data: OpenFile?, _ cancellation: Cancellation
    ) async throws -> (result: ProgramResult, run: ProgramRun) {
        let limits = program.limits
        let output = SharedCapture(limit: limits.outputBytes)
        let error = SharedCapture(limit: limits.outputBytes)
        let way = try await WayOut.open(program.egress, through: egress, from: mounts)
        let request = ContainerRun.Request(
            start: try runtime.start(description(program, way.environment)), standardInput: program.standardInput,
            limits: limits, isService: false, owner: owner, reserve: reserve,
            quota: data.map { LayerQuota(data: $0, bytes: limits.layerBytes, inodes: limits.inodes) }, cgroups: cgroups)
        let run = ContainerRun(
            request: request, mounts: mounts, output: output, error: error, cancellation: cancellation)
        let (outcome, attempts) = try await way.closed(after: { try await onOwnThread { try run.run() } })
        if outcome.stop == .cancelled { throw AirlockError(.cancelled, "cancelled while \(program.argv[0]) ran") }
        guard outcome.isStarted else { throw failure(program, error.bytes) }
        let result = ProgramResult(
            standardOutput: output.bytes, standardError: error.bytes, exitStatus: outcome.exitStatus,
            stop: outcome.stop, outputBytes: output.total + error.total)
        let record = ProgramRun(
            argv: program.argv, pipedInto: program.pipedInto,
            exitStatus: outcome.exitStatus, stop: outcome.stop, use: outcome.use,
            output: OutputRecord(
                bytes: result.outputBytes, standardOutputSHA256: output.sha256, standardErrorSHA256: error.sha256),
            activity: outcome.report.observation(events: outcome.events, way: attempts))
        return (result, record)
    }

    /// Starts a program that runs until it ends or is stopped, whatever its limits of time and output.
    func launch(_ program: Program, on mounts: HeldMounts) throws -> ContainerService {
        let request = ContainerRun.Request(
            start: try runtime.start(description(program)), standardInput: program.standardInput,
            limits: program.limits, isService: true, owner: owner, reserve: reserve, quota: nil, cgroups: cgroups)
        return ContainerService(request: request, mounts: mounts, cancellation: try Cancellation.make())
    }

    /// Starts a program that we talk with until it ends or is stopped. Its limits of time and output don't count.
    func converse(with program: Program, on mounts: HeldMounts) throws -> ContainerDialogue {
        let socket = try DialogueSocket()
        let request = ContainerRun.Request(
            start: try runtime.start(description(program)), standardInput: [], limits: program.limits, isService: true,
            owner: owner, reserve: reserve, quota: nil, cgroups: cgroups, dialogue: socket)
        let service = ContainerService(request: request, mounts: mounts, cancellation: try Cancellation.make())
        return ContainerDialogue(service: service, socket: socket, way: .none)
    }

    /// The program never ran, so all that was said is the runtime's.
    private func failure(_ program: Program, _ said: [UInt8]) -> AirlockError {
        let words = String(decoding: said.prefix(2000), as: UTF8.self).split(separator: "\n").joined(separator: "; ")
        if words.contains("Can't chdir to") {
            return AirlockError(.notFound, "no folder \"\(program.folder)\" in the workspace")
        }
        return AirlockError(
            .unavailable, "the sandbox can't start: \(words.isEmpty ? "it gave no reason" : words)",
            hint: runtime.cure(ofSaying: words) ?? "`airlock doctor` says what this machine lacks")
    }

    /// Host folders that the holder stages.
    var sources: [String] { image.map { [$0.folder] } ?? toolchains }

    func description(_ program: Program, _ more: [String: String] = [:]) -> ContainerDescription {
        var mounts = (image == nil ? SystemMounts.host : []) + SystemMounts.temporary(bytes: temporaryBytes)
        for (index, folder) in toolchains.enumerated() where image == nil {
            mounts.append(.readOnly(source: "/tmp/s/\(index)", target: folder))
        }
        let workspace = Self.workspace
        mounts.append(
            isWorkspaceWritable
                ? .writable(source: "/tmp/w", target: workspace) : .readOnly(source: "/tmp/w", target: workspace))
        mounts += moreMounts
        return ContainerDescription(
            programs: program.stages,
            folder: ([workspace] + program.folder.components).joined(separator: "/"),
            environment: environment.merging(moreEnvironment) { $1 }.merging(more) { $1 },
            root: image == nil ? nil : "/tmp/r", mounts: mounts, processes: program.limits.processes,
            memoryBytes: program.limits.memoryBytes, fileBytes: program.limits.fileBytes)
    }

    /// Nothing of the host's. The same for every program, so that an approval need not bind to it.
    var environment: [String: String] {
        // dpkg refuses to work without what lies in sbin.
        let more = image == nil ? toolchains.flatMap { [$0 + "/bin", $0] } : ["/usr/sbin", "/sbin", "/usr/local/sbin"]
        let folders = ["/usr/bin", "/bin", "/usr/local/bin"] + more
        return [
            "PATH": folders.joined(separator: ":"), "HOME": "/home/agent", "USER": "agent", "LANG": "C.UTF-8",
            "TMPDIR": "/tmp", "TZ": "UTC", "PYTHONDONTWRITEBYTECODE": "1", "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "Airlock", "GIT_AUTHOR_EMAIL": "airlock@localhost",
            "GIT_COMMITTER_NAME": "Airlock", "GIT_COMMITTER_EMAIL": "airlock@localhost",
        ]
    }
}
