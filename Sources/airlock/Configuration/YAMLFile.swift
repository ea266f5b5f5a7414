import AirlockCore
import Foundation
import Yams

/// YAML without aliases and tags, read as JSON values.
enum YAMLFile {
    /// Bytes of a file at most.
    private static let sizeLimit = 1 << 20

    /// - Throws: `.invalidRequest`; an empty file is an empty object.
    static func read(_ path: String) throws(AirlockError) -> JSONValue {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw AirlockError(
                .invalidRequest, "\(path) can't be read", hint: "check that it exists, its owner and mode")
        }
        guard data.count <= sizeLimit else { throw AirlockError(.invalidRequest, "\(path) is over 1 MiB") }
        do {
            guard let node = try Yams.compose(yaml: String(decoding: data, as: UTF8.self)) else { return .object([:]) }
            return try value(of: node, depth: 0)
        } catch {
            throw AirlockError(.invalidRequest, "\(path) is not YAML: \(error)", cause: error)
        }
    }

    /// The same value as YAML, keys of objects in the given order first and then by name.
    static func text(_ value: JSONValue, keys: [String]) throws(AirlockError) -> String {
        do {
            return try Yams.serialize(node: node(value, keys), allowUnicode: true)
        } catch {
            throw AirlockError(.invalidRequest, "can't be written as YAML: \(error)", cause: error)
        }
    }

    private static func node(_ value: JSONValue, _ keys: [String]) -> Node {
        switch value {
        case .null: Node("null", Tag(.null))
        case .bool(let flag): Node(flag ? "true" : "false", Tag(.bool))
        case .integer(let number): Node(String(number), Tag(.int))
        case .number(let number): Node(String(number), Tag(.float))
        case .string(let text): .scalar(Node.Scalar(text, Tag(.str), .doubleQuoted))
        case .array(let items): .sequence(Node.Sequence(items.map { node($0, keys) }, Tag(.implicit), style(items)))
        case .object(let members):
            .mapping(
                Node.Mapping(
                    members.sorted { rank($0.key, keys) < rank($1.key, keys) }.map {
                        (Node($0.key), node($0.value, keys))
                    }))
        }
    }

    /// Lists of words stand on one line.
    private static func style(_ items: [JSONValue]) -> Node.Sequence.Style {
        items.allSatisfy { $0.string != nil } ? .flow : .block
    }

    private static func rank(_ key: String, _ keys: [String]) -> (Int, String) {
        (keys.firstIndex(of: key) ?? keys.count, key)
    }

    static func value(of node: Node, depth: Int) throws -> JSONValue {
        guard depth < 16 else { throw AirlockError(.invalidRequest, "nested deeper than 16") }
        switch node {
        case .scalar: return scalar(node)
        case .sequence(let items): return .array(try items.map { try value(of: $0, depth: depth + 1) })
        case .mapping(let pairs):
            var members: [String: JSONValue] = [:]
            for (key, member) in pairs {
                guard let name = key.string else { throw AirlockError(.invalidRequest, "a key is not a string") }
                guard members.updateValue(try value(of: member, depth: depth + 1), forKey: name) == nil else {
                    throw AirlockError(.invalidRequest, "the key \(name) stands twice")
                }
            }
            return .object(members)
        case .alias: throw AirlockError(.invalidRequest, "aliases are not read")
        }
    }

    private static func scalar(_ node: Node) -> JSONValue {
        if node.null != nil { return .null }
        if let flag = node.bool { return .bool(flag) }
        if let number = node.int { return .integer(Int64(number)) }
        if let number = node.float { return .number(number) }
        return .string(node.string ?? "")
    }
}
