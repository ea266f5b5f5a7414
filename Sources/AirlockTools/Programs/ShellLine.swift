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
        var output = CappedBytes(limit: limits.outputBytes)
        var errors = CappedBytes(limit: limits.outputBytes)
        var last: ProgramResult?
        var connector = Connector.sequence
        var bytes = 0
        for pipeline in pipelines {
            if connector.runsNext(after: last?.exitStatus ?? 0) {
                let result = try await workspace.run(
                    Program(pipeline.stages, in: folder, limits: limits, egress: egress))
                output.append(result.standardOutput)
                errors.append(result.standardError)
                bytes += result.outputBytes
                last = result
            }
            guard last?.stop == nil, let next = pipeline.then else { break }
            connector = next
        }
        return ProgramResult(
            standardOutput: output.bytes, standardError: errors.bytes, exitStatus: last?.exitStatus ?? 0,
            stop: last?.stop, outputBytes: bytes)
    }

    private static func denied(_ reason: String) -> AirlockError {
        AirlockError(.denied, "can't run without a shell: \(reason)", hint: "such a line needs a person's approval")
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
