/// Keeps what a job gathered (texts of sources, images, reports) outside the sandbox, below `artifacts/`.
public protocol ArtifactStore: Sendable {
    /// Writes `bytes` under `name` (letters, digits, `. _ -`) in the job's folder, whole or not at all; the same name again replaces it.
    /// - Returns: The absolute path.
    func save(_ bytes: [UInt8], as name: String, of job: Job.ID) async throws -> String

    /// - Throws: `.notFound`, `.limitExceeded`.
    func load(_ path: String, limit: Int) async throws -> [UInt8]
}
