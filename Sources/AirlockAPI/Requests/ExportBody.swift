public import AirlockCore

/// Body of `POST /jobs/{id}/export`.
public struct ExportBody: Sendable, Hashable {
    /// Absolute path on the host; nil: the job's own folder among the exports.
    public let folder: String?
    public let isTrial: Bool

    public init(_ body: JSONValue) throws(AirlockError) {
        var fields = try RequestFields(body)
        folder = try fields.path("folder")
        isTrial = try fields.bool("dry_run") ?? false
        try fields.finish()
    }

    public var request: JobExportRequest { JobExportRequest(folder: folder, isTrial: isTrial) }
}
