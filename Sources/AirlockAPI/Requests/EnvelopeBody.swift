public import AirlockCore

/// The member `envelope` of `POST /jobs`.
public struct EnvelopeBody: Sendable, Hashable {
    public let envelope: Envelope

    private static let mostFolders = 100
    private static let mostFiles = 100_000
    private static let mostMinutes = 7 * 24 * 60

    public init(_ value: JSONValue) throws(AirlockError) {
        var fields = try RequestFields(value, place: "envelope.")
        let writes = try fields.required(fields.strings("writes", most: Self.mostFolders, bytes: 4096), "writes")
        let maxFiles = try fields.integer("max_files", in: 0...Self.mostFiles) ?? 200
        let deletes = try fields.choice("deletes", of: Envelope.Deletes.self) ?? .own
        let network = try fields.bool("network") ?? false
        let minutes = try fields.integer("minutes", in: 1...Self.mostMinutes) ?? 60
        try fields.finish()
        var folders: [WorkspacePath] = []
        for folder in writes { folders.append(try WorkspacePath(folder)) }
        envelope = Envelope(
            writes: folders, maxFiles: maxFiles, deletes: deletes, network: network, minutes: minutes)
    }
}
