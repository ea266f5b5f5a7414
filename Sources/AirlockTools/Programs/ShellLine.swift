import AirlockCore

/// An allowed command line, run as parsed: each program with its exact arguments, no shell in between.
struct ShellLine {
    private let pipelines: [Pipeline]

    /// - Throws: `.denied` for what can't run without a shell: policy should have asked, so nothing runs.
    init(_ text: String) throws(AirlockError) {
        switch CommandLine.parse(text) {
        case .simple(let pipelines): self.pipelines = pipelines
        case .opaque(let reason): throw Self.denied(reason)
        }
    }

    /// Runs what the connectors say (POSIX 2.9.3: equal rank, left to right), until one is stopped at a limit.
    /// The result has the outputs in order and the last status.
    func run(
        in folder: WorkspacePath, of workspace: any Workspace, limits: Limits, egress: EgressLease?
    ) async throws -> ProgramResult {
        var folder = folder
        var outputs = Outputs(limit: limits.outputBytes)
        var last: ProgramResult?
        var connector = Connector.sequence
        for (index, pipeline) in pipelines.enumerated() {
            if connector.runsNext(after: last?.exitStatus ?? 0) {
                if let next = pipelines.change(at: index, from: folder) {
                    folder = next
                    last = try await Self.enter(folder, of: workspace, limits: limits)
                } else {
                    last = try await workspace.run(
                        Program(pipeline.stages, in: folder, limits: limits, egress: egress))
                }
                if let last { outputs.append(last) }
            }
            guard last?.stop == nil, let next = pipeline.then else { break }
            connector = next
        }
        return outputs.result(last)
    }

    /// What `cd` says: nothing, or that there is no such folder; then `&&` keeps all that follows from running.
    private static func enter(
        _ folder: WorkspacePath, of workspace: any Workspace, limits: Limits
    ) async throws -> ProgramResult {
        do {
            return try await workspace.run(Program(["test", "-d", "."], in: folder, limits: limits))
        } catch let error as AirlockError where error.code == .notFound {
            let text = Array("cd: \(folder): no such folder\n".utf8)
            return ProgramResult(standardOutput: [], standardError: text, exitStatus: 1, outputBytes: text.count)
        }
    }

    private static func denied(_ reason: String) -> AirlockError {
        AirlockError(.denied, "can't run without a shell: \(reason)", hint: "such a line needs a person's approval")
    }
}

/// What the programs of a line have written so far.
private struct Outputs {
    private var output: CappedBytes
    private var errors: CappedBytes
    private var bytes = 0

    init(limit: Int) {
        output = CappedBytes(limit: limit)
        errors = CappedBytes(limit: limit)
    }

    mutating func append(_ result: ProgramResult) {
        output.append(result.standardOutput)
        errors.append(result.standardError)
        bytes += result.outputBytes
    }

    func result(_ last: ProgramResult?) -> ProgramResult {
        ProgramResult(
            standardOutput: output.bytes, standardError: errors.bytes, exitStatus: last?.exitStatus ?? 0,
            stop: last?.stop, outputBytes: bytes)
    }
}

/// Output of several programs; what passes the limit is counted and left out.
private struct CappedBytes {
    private let limit: Int
    private var kept: [UInt8] = []
    private var left = 0

    init(limit: Int) { self.limit = limit }

    mutating func append(_ more: [UInt8]) {
        let room = max(0, limit - kept.count)
        kept += more.prefix(room)
        left += max(0, more.count - room)
    }

    var bytes: [UInt8] { left == 0 ? kept : kept + Array("\n[… \(left) bytes cut …]\n".utf8) }
}
