public import AirlockCore
import FoundationEssentials

/// What a person is known by at a git server that speaks ssh, and what that server is known by.
public struct GitServerKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Bytes of the known hosts: a shell reads them one by one.
    private static let hostBytes = 64 << 10

    let user: String
    /// As `ssh-keygen` writes it, without a passphrase.
    let privateKey: [UInt8]
    /// Lines of `known_hosts` (sshd(8)).
    let knownHosts: [UInt8]

    /// - Throws: `.invalidRequest` for a user's name that isn't one, no private key, or no known host.
    public init(user: String, privateKey: String, knownHosts: [UInt8]) throws(AirlockError) {
        let isName = user.utf8.allSatisfy { byte in
            "._-".utf8.contains(byte) || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
                || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
        }
        guard isName, !user.isEmpty, !user.hasPrefix("-"), user.utf8.count <= 64 else {
            throw AirlockError(.invalidRequest, "the user of an ssh key for git isn't a name")
        }
        guard privateKey.hasPrefix("-----BEGIN "), privateKey.contains("PRIVATE KEY-----") else {
            throw AirlockError(
                .invalidRequest, "an ssh key for git is no private key", hint: "ssh-keygen -t ed25519 -N ''")
        }
        guard 1...Self.hostBytes ~= knownHosts.count else {
            throw AirlockError(
                .invalidRequest, "the known hosts for git are empty or over \(Self.hostBytes) bytes",
                hint:
                    "give a file of its own for this server: ssh-keyscan HOST, compared with what the server's owner says"
            )
        }
        self.user = user
        self.privateKey = Array((privateKey + "\n").utf8)
        self.knownHosts = knownHosts
    }

    public var description: String { "[ssh key]" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// Its own lines: no server ever sees them, so none can say them back, but a program could print them.
    var forms: [String] {
        String(decoding: privateKey, as: UTF8.self).split(separator: "\n").map(String.init)
            .filter { $0.count >= 16 && !$0.hasPrefix("-----") }
    }

    /// Three lines for ``GitTransferScript``: user, known hosts and key, the last two in Base64.
    var input: [UInt8] {
        let lines = [user, Data(knownHosts).base64EncodedString(), Data(privateKey).base64EncodedString()]
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }
}
