/// Runs trials in branches, and keeps or forgets what they left.
public protocol Sandbox: Sendable {
    /// Runs the trial on a fresh branch of `base`, stops everything that it started, seals the branch and measures it.
    /// Costs the same for any number of files. If it throws, no branch is left.
    func tryOut(_ trial: consuming Trial, on base: Snapshot) async throws -> (ToolOutput, SealedBranch)

    /// Joins the branch to its base, durably, without running anything again.
    func promote(_ promotion: consuming Promotion) async throws -> Snapshot

    /// Forgets a branch. Idempotent; its base was never written.
    func drop(_ branch: SealedBranch.ID) async
}

/// What a tool may reach while it runs: the files and programs of its branch, nothing else.
public protocol Workspace: Sendable {
    /// - Throws: `.notFound`; `.invalidRequest` for what isn't a regular file; `.limitExceeded` if the file is longer
    ///   than `limit` bytes.
    func read(_ path: WorkspacePath, limit: Int) async throws -> [UInt8]

    /// Writes one regular file, whole, making the folders above it.
    /// - Throws: `.invalidRequest` if the path is a folder or leads out of the workspace.
    func write(_ bytes: [UInt8], to path: WorkspacePath, executable: Bool) async throws

    /// A program that exits non-zero is a result, not an error; so is one that was stopped at a limit.
    /// - Throws: `.unavailable` if the sandbox can't start, `.notFound` if the folder doesn't exist, `.cancelled`.
    func run(_ program: Program) async throws -> ProgramResult
}

/// One program to run in the sandbox, or several connected by pipes.
public struct Program: Sendable, Hashable {
    /// Each reads what the one before it writes; the last one's output and exit status count. Names are looked up on the
    /// sandbox's own PATH.
    public var stages: [SimpleCommand]
    public var folder: WorkspacePath
    public var standardInput: [UInt8]
    public var limits: Limits
    /// Where it may connect to, through a proxy that its environment names; nil: nowhere.
    public var egress: EgressLease?

    /// - Parameter argv: Not empty.
    public init(
        _ argv: [String], in folder: WorkspacePath = .root, standardInput: [UInt8] = [], limits: Limits,
        egress: EgressLease? = nil
    ) {
        self.init(
            [SimpleCommand(argv: argv)], in: folder, standardInput: standardInput, limits: limits, egress: egress)
    }

    /// - Parameter stages: Not empty.
    public init(
        _ stages: [SimpleCommand], in folder: WorkspacePath = .root, standardInput: [UInt8] = [], limits: Limits,
        egress: EgressLease? = nil
    ) {
        self.stages = stages
        self.folder = folder
        self.standardInput = standardInput
        self.limits = limits
        self.egress = egress
    }

    /// The first program's; empty if there is none.
    public var argv: [String] { stages.first?.argv ?? [] }
}

/// How far one program, with all that it starts, may go.
public struct Limits: Sendable, Hashable, Codable {
    /// Seconds of wall time.
    public var wallSeconds: Int
    /// Seconds of processor time of all processes together.
    public var cpuSeconds: Int
    /// Bytes kept of standard output and of standard error, each: the head and the tail; the middle is counted and hashed.
    public var outputBytes: Int
    /// Bytes of memory of all processes together, files in memory included; also the address space of each.
    public var memoryBytes: Int
    /// Processes and threads at a time.
    public var processes: Int
    /// Descriptors that each process may have open.
    public var openFiles: Int
    /// Bytes of the largest file.
    public var fileBytes: Int
    /// Bytes of all that one branch holds.
    public var layerBytes: Int
    /// Files and folders of one branch.
    public var inodes: Int

    public init(
        wallSeconds: Int, cpuSeconds: Int, outputBytes: Int, memoryBytes: Int, processes: Int, openFiles: Int,
        fileBytes: Int, layerBytes: Int, inodes: Int
    ) {
        self.wallSeconds = wallSeconds
        self.cpuSeconds = cpuSeconds
        self.outputBytes = outputBytes
        self.memoryBytes = memoryBytes
        self.processes = processes
        self.openFiles = openFiles
        self.fileBytes = fileBytes
        self.layerBytes = layerBytes
        self.inodes = inodes
    }
}

public struct ProgramResult: Sendable, Hashable, Codable {
    /// Why a program was stopped by us.
    public enum Stop: String, Sendable, Codable, CaseIterable {
        case wallTime = "wall_time"
        case cpuTime = "cpu_time"
        case memory
        case output
        case layerBytes = "layer_bytes"
        case inodes
        case cancelled
        /// The disk was nearly full.
        case disk
    }

    public let standardOutput: [UInt8]
    public let standardError: [UInt8]
    /// 128 + signal number for a program that a signal ended; 127 for one that doesn't exist.
    public let exitStatus: Int32
    public let stop: Stop?
    /// Bytes of output and error together, before any cut.
    public let outputBytes: Int

    public init(
        standardOutput: [UInt8], standardError: [UInt8], exitStatus: Int32, stop: Stop? = nil, outputBytes: Int
    ) {
        self.standardOutput = standardOutput
        self.standardError = standardError
        self.exitStatus = exitStatus
        self.stop = stop
        self.outputBytes = outputBytes
    }
}
