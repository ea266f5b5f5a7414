/// A path below the workspace root: relative, normalized, never climbing out.
public struct WorkspacePath: Sendable, Hashable, Codable, CustomStringConvertible {
    public let components: [String]

    /// The workspace itself.
    public static let root = WorkspacePath(components: [])

    private init(components: [String]) { self.components = components }

    /// - Throws: `.invalidRequest` for an absolute path, a `..` that leaves the root, a NUL, or over 4,096 bytes.
    public init(_ text: String) throws(AirlockError) {
        guard !text.hasPrefix("/"), !text.utf8.contains(0), text.utf8.count <= 4096 else {
            throw AirlockError(
                .invalidRequest, "\(text.prefix(200).debugDescription) is not a path in the workspace",
                hint: "paths are relative to the workspace, e.g. \"src/main.py\"")
        }
        var kept: [String] = []
        for part in text.split(separator: "/") where part != "." {
            if part != ".." {
                kept.append(String(part))
            } else if kept.popLast() == nil {
                throw AirlockError(.invalidRequest, "\(text.prefix(200).debugDescription) leaves the workspace")
            }
        }
        components = kept
    }

    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    public func isBelow(_ folder: WorkspacePath) -> Bool { components.starts(with: folder.components) }

    /// This path with one more name. `name` must be a single component.
    public func appending(_ name: String) throws(AirlockError) -> WorkspacePath {
        try WorkspacePath((components + [name]).joined(separator: "/"))
    }

    /// `""` for the workspace itself.
    public var description: String { components.joined(separator: "/") }
}
