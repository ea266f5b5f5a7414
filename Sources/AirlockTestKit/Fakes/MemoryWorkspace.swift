public import AirlockCore

/// What a program in memory does: it may change the files (content by path below the workspace), and gives its result.
public typealias MemoryProgram = @Sendable (Program, inout [String: [UInt8]]) -> ProgramResult

typealias MemoryFiles = [String: MemoryFile]

/// One regular file.
struct MemoryFile: Sendable, Hashable {
    var bytes: [UInt8]
    var executable: Bool

    init(_ bytes: [UInt8], executable: Bool) {
        self.bytes = bytes
        self.executable = executable
    }

    var state: FileState {
        FileState(type: .file, mode: executable ? 0o755 : 0o644, size: bytes.count, sha256: SHA256.hex(bytes))
    }
}

/// A branch's files while a tool runs. Folders exist where a file is below them.
public actor MemoryWorkspace: Workspace {
    private let programs: [String: MemoryProgram]
    private(set) var files: MemoryFiles
    /// Programs that ran, with their ends, in order.
    public private(set) var runs: [ProgramRun] = []

    init(_ files: MemoryFiles, programs: [String: MemoryProgram]) {
        self.files = files
        self.programs = programs
    }

    /// A workspace of its own, for tests of one tool without a sandbox.
    public init(_ files: [String: [UInt8]] = [:], programs: [String: MemoryProgram] = [:]) {
        self.init(files.mapValues { MemoryFile($0, executable: false) }, programs: programs)
    }

    /// Contents by path.
    public var contents: [String: [UInt8]] { files.mapValues(\.bytes) }

    public func isExecutable(_ path: WorkspacePath) -> Bool { files["\(path)"]?.executable == true }

    public func read(_ path: WorkspacePath, limit: Int) throws -> [UInt8] {
        guard let file = files["\(path)"] else {
            guard !isFolder(path) else { throw AirlockError(.invalidRequest, "\(path) is not a regular file") }
            throw AirlockError(.notFound, "no file \(path)")
        }
        guard file.bytes.count <= limit else {
            throw AirlockError(.limitExceeded, "\(path) is longer than \(limit) bytes")
        }
        return file.bytes
    }

    public func write(_ bytes: [UInt8], to path: WorkspacePath, executable: Bool) throws {
        guard !isFolder(path) else { throw AirlockError(.invalidRequest, "/\(path) is a folder") }
        for length in 1..<max(path.components.count, 1)
        where files[path.components.prefix(length).joined(separator: "/")] != nil {
            throw AirlockError(.invalidRequest, "a file stands where \(path) needs a folder")
        }
        files["\(path)"] = MemoryFile(bytes, executable: executable)
    }

    /// Knows `true`, `false`, `touch FILE…` and the programs given to `init`; all others end with 127, as in a shell.
    public func run(_ program: Program) throws -> ProgramResult {
        guard isFolder(program.folder) else { throw AirlockError(.notFound, "no folder \(program.folder)") }
        let result = performAll(program)
        runs.append(
            ProgramRun(
                argv: program.argv, pipedInto: program.pipedInto,
                exitStatus: result.exitStatus, stop: result.stop,
                use: ResourceUse(wallMilliseconds: 1, cpuMilliseconds: 1, peakMemoryBytes: 0, limitedBy: "none"),
                output: OutputRecord(
                    bytes: result.outputBytes, standardOutputSHA256: SHA256.hex(result.standardOutput),
                    standardErrorSHA256: SHA256.hex(result.standardError)), activity: .notObserved)
        )
        return result
    }

    /// One after the other.
    private func performAll(_ program: Program) -> ProgramResult {
        var input = program.standardInput
        var errors: [UInt8] = []
        var status: Int32 = 0
        for stage in program.stages {
            var alone = program
            alone.stages = [SimpleCommand(argv: stage.argv)]
            alone.standardInput = input
            let result = perform(alone)
            input = stage.output == .output ? result.standardOutput : []
            if stage.errors == .output { input += result.standardError }
            if stage.output == .errors { errors += result.standardOutput }
            if stage.errors == .errors { errors += result.standardError }
            status = result.exitStatus
        }
        return ProgramResult(
            standardOutput: input, standardError: errors, exitStatus: status, outputBytes: input.count + errors.count)
    }

    private func perform(_ program: Program) -> ProgramResult {
        let name = program.argv.first ?? ""
        if let known = programs[name] {
            var contents = contents
            let result = known(program, &contents)
            for path in Set(contents.keys).union(files.keys) where contents[path] != files[path]?.bytes {
                files[path] = contents[path].map { MemoryFile($0, executable: files[path]?.executable ?? false) }
            }
            return result
        }
        switch name {
        case "true": return .memory()
        case "false": return .memory(exitStatus: 1)
        case "touch": return touch(program)
        default: return .memory(error: "\(name): not found\n", exitStatus: 127)
        }
    }

    private func touch(_ program: Program) -> ProgramResult {
        for name in program.argv.dropFirst() {
            guard let path = try? WorkspacePath("\(program.folder)/\(name)".trimmingSlash), !isFolder(path) else {
                return .memory(error: "touch: \(name): can't be touched\n", exitStatus: 1)
            }
            if files["\(path)"] == nil { files["\(path)"] = MemoryFile([], executable: false) }
        }
        return .memory()
    }

    private func isFolder(_ path: WorkspacePath) -> Bool {
        path == .root || files.keys.contains { $0.hasPrefix("\(path)/") }
    }
}

extension ProgramResult {
    /// A result with its text, for programs in memory.
    public static func memory(_ output: String = "", error: String = "", exitStatus: Int32 = 0) -> ProgramResult {
        ProgramResult(
            standardOutput: Array(output.utf8), standardError: Array(error.utf8), exitStatus: exitStatus,
            outputBytes: output.utf8.count + error.utf8.count)
    }
}

extension String {
    fileprivate var trimmingSlash: String { hasPrefix("/") ? String(dropFirst()) : self }
}
