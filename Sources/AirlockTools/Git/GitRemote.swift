import AirlockCore

/// Where a clone comes from.
enum GitRemote: Sendable, Hashable {
    case folder(WorkspacePath)
    case host(String, port: Int)

    /// Ports of the transports that git itself speaks (`git help clone`, GIT URLS).
    private static let ports = ["https": 443, "http": 80, "ssh": 22, "git": 9418]

    /// - Throws: `.invalidRequest` for a transport that runs a program (`ext::`), `file:`, and what can't be read.
    init(_ text: String) throws(AirlockError) {
        guard !text.contains("::"), !text.hasPrefix("-"), text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw Self.invalid(text)
        }
        if let scheme = text.firstRange(of: "://") {
            guard let port = Self.ports[text[..<scheme.lowerBound].lowercased()] else { throw Self.invalid(text) }
            self = try Self.host(in: text[scheme.upperBound...].prefix { $0 != "/" }, otherwise: port, of: text)
        } else if let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") {
            // scp-like: user@host:path
            self = try Self.host(in: text[..<colon], otherwise: 22, of: text)
        } else {
            self = .folder(try WorkspacePath(text))
        }
    }

    /// Reads `user@host:port`.
    private static func host(
        in authority: Substring, otherwise standard: Int, of text: String
    ) throws(AirlockError) -> GitRemote {
        let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        let parts = place.split(separator: ":", omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty, parts.count <= 2,
            name.utf8.allSatisfy({
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 || "0123456789.-_".utf8.contains($0)
            })
        else { throw invalid(text) }
        guard parts.count == 2 else { return .host(name.lowercased(), port: standard) }
        guard let port = Int(parts[1]), 1...65535 ~= port else { throw invalid(text) }
        return .host(name.lowercased(), port: port)
    }

    private static func invalid(_ text: String) -> AirlockError {
        AirlockError(
            .invalidRequest, "git_ops.params.remote: \(text.prefix(100).debugDescription) is no place to clone from",
            hint: "name a folder of the workspace, or an https address")
    }
}
