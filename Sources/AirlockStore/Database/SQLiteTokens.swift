public import AirlockCore
import Crypto
import FoundationEssentials
import GRDB
import Glibc

/// Access tokens as rows that hold SHA-256 of each, never its text. A token is `airlock_` and 32 random bytes in hex, so a
/// plain hash can't be guessed back.
public struct SQLiteTokens: TokenAuthority {
    private static let prefix = "airlock_"

    let file: SQLiteFile
    let world: World

    public func authenticate(_ token: String) async throws -> AccessToken? {
        guard token.utf8.count == Self.prefix.utf8.count + 64 else { return nil }
        let shown = Self.hash(token)
        return try await file.read { db in
            let rows = try Row.fetchCursor(db, sql: "SELECT * FROM tokens WHERE revoked IS NULL ORDER BY number")
            var match: AccessToken?
            // Every row is compared, each in constant time, so that the time tells nothing.
            while let row = try rows.next() {
                let hash: Data = row["hash"]
                if Self.areEqual(hash, shown) { match = try Self.token(row) }
            }
            return match
        }
    }

    public func create(name: String, scope: TokenScope, limits: AccessLimits) async throws -> String {
        guard Self.isLegal(name) else {
            throw AirlockError(
                .invalidRequest, "\(name.prefix(100).debugDescription) is not a name for a token",
                hint: "use 1 to 64 letters, digits, dots, underscores or hyphens")
        }
        let text = Self.fresh()
        try await file.write { [world] db in
            guard try !Self.isKnown(name, db) else {
                throw AirlockError(.conflict, "there is a token named \(name)", hint: "choose another name")
            }
            try Self.insert(name, scope, limits, text, world.now(), db)
        }
        return text
    }

    public func list() async throws -> [AccessToken] {
        try await file.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM tokens ORDER BY number").map(Self.token)
        }
    }

    /// What calls of this token must keep within; nothing for a token that never was.
    public func limits(of name: String) async throws -> AccessLimits {
        try await file.read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM tokens WHERE name = ?", arguments: [name]).map(Self.token)?.limits
                ?? .nothing
        }
    }

    public func revoke(_ name: String) async throws {
        try await file.write { [world] db in
            guard
                let token = try Row.fetchOne(db, sql: "SELECT * FROM tokens WHERE name = ?", arguments: [name])
                    .map(Self.token)
            else { throw AirlockError(.notFound, "there is no token named \(name)") }
            guard token.revokedAt == nil else { return }
            let admins = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM tokens WHERE scope = 'admin' AND revoked IS NULL")
            guard token.scope != .admin || (admins ?? 0) > 1 else {
                throw AirlockError(
                    .conflict, "\(name) is the last admin token", hint: "create another admin token first")
            }
            try Self.revoke(name, at: world.now(), db)
        }
    }

    /// The installation's own admin token, which is kept in the state folder's `token` (mode 0600): the one in there if it
    /// is good, else a new one, whose predecessor is revoked.
    public func installationToken(in folder: StateFolder) async throws -> String {
        if let kept = try Self.read(folder.tokenFile), try await authenticate(kept)?.scope == .admin { return kept }
        let text = Self.fresh()
        try await file.write { [world] db in
            let key = "installation_token"
            let former = try String.fetchOne(db, sql: "SELECT value FROM settings WHERE name = ?", arguments: [key])
            if let former { try Self.revoke(former, at: world.now(), db) }
            let taken = try String.fetchSet(db, sql: "SELECT name FROM tokens")
            let name = (1...).lazy.map { $0 == 1 ? "admin" : "admin-\($0)" }.first { !taken.contains($0) } ?? "admin"
            try Self.insert(name, .admin, .all, text, world.now(), db)
            try db.execute(
                sql: "INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", arguments: [key, name])
        }
        try Folder(folder.path).write(Array((text + "\n").utf8), as: "token", mode: 0o600)
        return text
    }

    /// What a file holds, without white space; nil if there is no file or others may read it.
    private static func read(_ path: String) throws(AirlockError) -> String? {
        guard access(path, F_OK) == 0 else { return nil }
        let file = try Descriptor(path, flags: O_RDONLY | O_NONBLOCK)
        let mode = try file.status.st_mode
        guard mode & 0o077 == 0 else { return nil }
        return String(decoding: try file.read(256, at: 0), as: UTF8.self).filter { !$0.isWhitespace }
    }

    /// Always from the system's generator: a caller who could fix it could make a token that is known.
    private static func fresh() -> String {
        prefix + SymmetricKey(size: .bits256).withUnsafeBytes(hex)
    }

    private static func hash(_ token: String) -> Data { Data(Crypto.SHA256.hash(data: Data(token.utf8))) }

    private static func hex(_ bytes: UnsafeRawBufferPointer) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func areEqual(_ a: Data, _ b: Data) -> Bool {
        guard a.count == b.count else { return false }
        return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func isLegal(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                        || "._-".unicodeScalars.contains(scalar))
            }
    }

    private static func isKnown(_ name: String, _ db: Database) throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM tokens WHERE name = ?)", arguments: [name]) ?? false
    }

    private static func insert(
        _ name: String, _ scope: TokenScope, _ limits: AccessLimits, _ text: String, _ time: Timestamp, _ db: Database
    ) throws {
        let limits = limits == .all ? nil : try JSONValue(encoding: limits).canonicalText
        try db.execute(
            sql: "INSERT INTO tokens (name, scope, hash, created, limits) VALUES (?, ?, ?, ?, ?)",
            arguments: [name, scope.rawValue, hash(text), time.millisecondsSince1970, limits])
    }

    private static func revoke(_ name: String, at time: Timestamp, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE tokens SET revoked = ? WHERE name = ? AND revoked IS NULL",
            arguments: [time.millisecondsSince1970, name])
    }

    private static func token(_ row: Row) throws -> AccessToken {
        let (name, scope, revoked): (String, String, Int64?) = (row["name"], row["scope"], row["revoked"])
        let limits: String? = row["limits"]
        guard let scope = TokenScope(rawValue: scope) else {
            throw AirlockError(.unavailable, "the token \(name) has an unknown scope, \(scope)")
        }
        return AccessToken(
            name: name, scope: scope,
            limits: try limits.map { try JSONValue(parsing: $0).decode(AccessLimits.self) } ?? .all,
            createdAt: Timestamp(millisecondsSince1970: row["created"]),
            revokedAt: revoked.map { Timestamp(millisecondsSince1970: $0) })
    }
}
