import AirlockCore
import Foundation
import Subprocess
import Synchronization
import SystemPackage

/// A real folder and real programs without a sandbox, with the sandbox's environment. One per test; removes itself.
final class DirectWorkspace: Workspace {
    let root: URL
    private let home: URL
    /// Where each program that ran might have connected to, in order.
    let leases = Mutex<[EgressLease?]>([])

    init() throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "airlock-tools-\(UUID().uuidString)")
        root = place.appending(path: "workspace")
        home = place.appending(path: "home")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: root.deletingLastPathComponent()) }

    func read(_ path: WorkspacePath, limit: Int) async throws -> [UInt8] {
        let url = root.appending(path: path.description)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
            throw AirlockError(.notFound, "no file \(path)")
        }
        guard !isFolder.boolValue else { throw AirlockError(.invalidRequest, "\(path) is a folder") }
        let bytes = Array(try Data(contentsOf: url))
        guard bytes.count <= limit else { throw AirlockError(.limitExceeded, "\(path) is over \(limit) bytes") }
        return bytes
    }

    func write(_ bytes: [UInt8], to path: WorkspacePath, executable: Bool) async throws {
        let url = root.appending(path: path.description)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        try FileManager.default.setAttributes(
            [.posixPermissions: executable ? 0o755 : 0o644], ofItemAtPath: url.path)
    }

    /// The programs of a pipeline one after the other.
    func run(_ program: Program) async throws -> ProgramResult {
        guard program.stages.count > 1 || program.stages.contains(where: \.isRedirected) else {
            return try await runAlone(program)
        }
        var input = program.standardInput
        var errors: [UInt8] = []
        var status: Int32 = 0
        for stage in program.stages {
            var alone = program
            alone.stages = [SimpleCommand(argv: stage.argv)]
            alone.standardInput = input
            let result = try await runAlone(alone)
            input = stage.output == .output ? result.standardOutput : []
            if stage.errors == .output { input += result.standardError }
            if stage.output == .errors { errors += result.standardOutput }
            if stage.errors == .errors { errors += result.standardError }
            status = result.exitStatus
        }
        return ProgramResult(
            standardOutput: input, standardError: errors, exitStatus: status, outputBytes: input.count + errors.count)
    }

    private func runAlone(_ program: Program) async throws -> ProgramResult {
        leases.withLock { $0.append(program.egress) }
        let folder = root.appending(path: program.folder.description)
        guard FileManager.default.fileExists(atPath: folder.path) else {
            throw AirlockError(.notFound, "no folder \(program.folder)")
        }
        let files = home.deletingLastPathComponent().appending(path: "io-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        let urls = ["in", "out", "err"].map { files.appending(path: $0) }
        try Data(program.standardInput).write(to: urls[0])
        try Data().write(to: urls[1])
        try Data().write(to: urls[2])
        func open(_ index: Int, _ mode: FileDescriptor.AccessMode) throws -> FileDescriptor {
            try FileDescriptor.open(FilePath(urls[index].path), mode)
        }
        // By files: what a program leaves running must not keep its pipes open.
        let ended = try await Subprocess.run(
            .path("/usr/bin/env"),
            arguments: Arguments(
                ["-i"] + environment + ["timeout", "-s", "KILL", "\(program.limits.wallSeconds)"] + program.argv),
            workingDirectory: FilePath(folder.path),
            input: .fileDescriptor(try open(0, .readOnly), closeAfterSpawningProcess: true),
            output: .fileDescriptor(try open(1, .writeOnly), closeAfterSpawningProcess: true),
            error: .fileDescriptor(try open(2, .writeOnly), closeAfterSpawningProcess: true)
        ).terminationStatus
        let output = Array(try Data(contentsOf: urls[1]))
        let errors = Array(try Data(contentsOf: urls[2]))
        try FileManager.default.removeItem(at: files)
        let status =
            switch ended {
            case .exited(let code): code
            case .signaled(let number): 128 + number
            }
        return ProgramResult(
            standardOutput: Self.cut(output, program.limits), standardError: Self.cut(errors, program.limits),
            exitStatus: status, stop: status == 137 ? .wallTime : nil, outputBytes: output.count + errors.count)
    }

    private var environment: [String] {
        [
            "PATH=/usr/bin:/bin:/usr/local/bin", "HOME=\(home.path)", "LANG=C.UTF-8", "TZ=UTC", "TMPDIR=/tmp",
            "PYTHONDONTWRITEBYTECODE=1", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null",
            "GIT_AUTHOR_NAME=Airlock", "GIT_AUTHOR_EMAIL=airlock@localhost", "GIT_COMMITTER_NAME=Airlock",
            "GIT_COMMITTER_EMAIL=airlock@localhost",
        ]
    }

    private static func cut(_ bytes: [UInt8], _ limits: Limits) -> [UInt8] {
        guard bytes.count > limits.outputBytes else { return bytes }
        let half = limits.outputBytes / 2
        return bytes.prefix(half) + Array("\n[… cut …]\n".utf8) + bytes.suffix(half)
    }

    // MARK: What tests look at

    /// Sorted paths of all files below a folder, without `.git`.
    func files(below folder: String = "") throws -> [String] {
        let start = root.appending(path: folder).path
        return try FileManager.default.subpathsOfDirectory(atPath: start).filter { path in
            var isFolder: ObjCBool = false
            let isThere = FileManager.default.fileExists(atPath: "\(start)/\(path)", isDirectory: &isFolder)
            return isThere && !isFolder.boolValue && !path.split(separator: "/").contains(".git")
        }.sorted()
    }

    func text(_ path: String) throws -> String { try String(contentsOf: root.appending(path: path), encoding: .utf8) }

    func put(_ text: String, at path: String, executable: Bool = false) async throws {
        try await write(Array(text.utf8), to: try WorkspacePath(path), executable: executable)
    }
}
