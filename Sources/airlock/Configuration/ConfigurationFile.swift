import AirlockCore
import Foundation
import Yams

/// Reads `config.yaml` and the environment.
struct ConfigurationFile {
    let path: String
    let environment: [String: String]

    /// - Throws: `.invalidRequest` that names the key (and the nearest known one) or the variable.
    func load() throws(AirlockError) -> Configuration {
        var tree = try read()
        for (key, value) in try overrides() { tree = set(value, at: key[...], in: tree) }
        do {
            try JSONSchema(Configuration.schema).check(tree, as: path)
        } catch {
            throw AirlockError(
                .invalidRequest, error.message, hint: "the keys are described in docs/guide/configuration.md")
        }
        let defaults = try JSONValue(encoding: Configuration())
        return try merge(tree, over: defaults).decode(Configuration.self)
    }

    private func read() throws(AirlockError) -> JSONValue {
        guard FileManager.default.fileExists(atPath: path) else { return .object([:]) }
        return try YAMLFile.read(path)
    }

    /// Values of `AIRLOCK_SERVER_PORT` and the like, by key path.
    private func overrides() throws(AirlockError) -> [([String], JSONValue)] {
        var found: [([String], JSONValue)] = []
        for key in Self.keys(of: Configuration.schema) {
            let name = "AIRLOCK_" + key.joined(separator: "_").uppercased()
            guard let text = environment[name] else { continue }
            do {
                guard let node = try Yams.compose(yaml: text) else { continue }
                found.append((key, try YAMLFile.value(of: node, depth: 0)))
            } catch {
                throw AirlockError(.invalidRequest, "\(name) is not a YAML value: \(error)", cause: error)
            }
        }
        return found
    }

    private static func keys(of schema: JSONValue) -> [[String]] {
        guard let properties = schema["properties"]?.object else { return [[]] }
        return properties.sorted { $0.key < $1.key }.flatMap { name, member in keys(of: member).map { [name] + $0 } }
    }

    private func set(_ value: JSONValue, at key: ArraySlice<String>, in tree: JSONValue) -> JSONValue {
        guard let name = key.first else { return value }
        var members = tree.object ?? [:]
        members[name] = set(value, at: key.dropFirst(), in: members[name] ?? .object([:]))
        return .object(members)
    }

    private func merge(_ upper: JSONValue, over lower: JSONValue) -> JSONValue {
        guard let above = upper.object, let below = lower.object else { return upper == .null ? lower : upper }
        return .object(below.merging(above) { merge($1, over: $0) })
    }
}
