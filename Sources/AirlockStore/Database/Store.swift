public import AirlockCore
import GRDB
import Glibc

/// The durable facts of one state folder, in one SQLite file.
public struct Store: Sendable {
    public let folder: StateFolder
    public let events: SQLiteEventLog
    public let waitingRoom: SQLiteWaitingRoom
    public let tokens: SQLiteTokens
    public let requests: SQLiteRequests
    public let settings: SQLiteSettings
    public let featureUses: SQLiteFeatureUses
    public let grants: SQLiteGrants
    public let leases: SQLiteLeases
    private let file: SQLiteFile

    /// Opens the folder's database, making or upgrading it.
    /// - Parameter machine: Names the machine for what is counted on each; nil: this one.
    /// - Throws: `.unavailable` for a damaged file, a full disk, or a file that a newer version made.
    public init(_ folder: StateFolder, world: World, machine: String? = nil) throws(AirlockError) {
        self.folder = folder
        file = try Self.open(folder.database)
        events = SQLiteEventLog(file: file, world: world)
        waitingRoom = SQLiteWaitingRoom(file: file)
        tokens = SQLiteTokens(file: file, world: world)
        requests = SQLiteRequests(file: file)
        settings = SQLiteSettings(file: file)
        featureUses = SQLiteFeatureUses(file: file, machine: machine ?? MachineIdentity.current())
        grants = SQLiteGrants(file: file, key: try GrantKey(in: folder))
        leases = SQLiteLeases(file: file)
    }

    /// Closes the database and lets another process open the folder. Nothing may be asked of the store afterwards.
    public func close() {
        try? file.pool.close()
        folder.close()
    }

    private static func makeFile(_ path: String) throws(AirlockError) {
        let file = try Descriptor(path, flags: O_RDWR | O_CREAT, mode: 0o600)
        try file.sync()
    }

    private static func open(_ path: String) throws(AirlockError) -> SQLiteFile {
        // Made here for its mode: SQLite gives the same to the files that it puts beside it.
        try makeFile(path)
        do {
            var configuration = Configuration()
            configuration.label = "airlock.store"
            configuration.busyMode = .timeout(5)
            let pool = try DatabasePool(path: path, configuration: configuration)
            // After the pool is open, because opening one sets `NORMAL`, which can lose the newest commits at a power cut.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            guard try pool.read({ try !StoreSchema.migrations.hasBeenSuperseded($0) }) else {
                throw AirlockError(
                    .unavailable, "\(path) was made by a newer version of airlock",
                    hint: "use that version, or set AIRLOCK_HOME to another folder")
            }
            try StoreSchema.migrations.migrate(pool)
            return SQLiteFile(pool: pool)
        } catch {
            throw AirlockError(database: error, at: path)
        }
    }
}
