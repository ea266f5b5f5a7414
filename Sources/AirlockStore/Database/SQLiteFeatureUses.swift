public import AirlockCore
import GRDB

/// Uses of sensitive features as rows, one a feature and machine: a state folder that was carried to another machine starts
/// to count anew there.
public struct SQLiteFeatureUses: FeatureUses {
    let file: SQLiteFile
    /// Names the machine; says nothing else about it.
    let machine: String

    public func counts() async throws -> [SensitiveFeature: Int] {
        try await file.read { [machine] db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT feature, uses FROM feature_uses WHERE machine = ?", arguments: [machine])
            var counts: [SensitiveFeature: Int] = [:]
            for row in rows {
                let (name, uses): (String, Int) = (row[0], row[1])
                if let feature = SensitiveFeature(rawValue: name) { counts[feature] = uses }
            }
            return counts
        }
    }

    public func add(_ features: [SensitiveFeature]) async throws {
        guard !features.isEmpty else { return }
        try await file.write { [machine] db in
            for feature in features {
                try db.execute(
                    sql: """
                        INSERT INTO feature_uses (machine, feature, uses) VALUES (?, ?, 1)
                        ON CONFLICT (machine, feature) DO UPDATE SET uses = uses + 1
                        """,
                    arguments: [machine, feature.rawValue])
            }
        }
    }
}
