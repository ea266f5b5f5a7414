import AirlockCore
import Crypto
import FoundationEssentials
import Glibc

/// The Ed25519 key (RFC 8032) that signs whitelist tokens: 32 bytes in the state folder's `keys/grants.key`, mode 0600.
///
/// A token is `airlock_grant_`, the signed bytes and the signature, both in base64url (RFC 4648, section 5, no padding) with
/// a dot in between.
struct GrantKey: Sendable {
    private static let prefix = "airlock_grant_"
    private static let fileName = "grants.key"
    /// Bytes of the longest token that is looked at.
    private static let longestToken = 32 << 10

    private let key: Curve25519.Signing.PrivateKey

    /// Reads the folder's key, or makes one.
    /// - Throws: `.unavailable` for a file that others may read, or that holds no key: whoever wrote it could sign anything.
    init(in folder: StateFolder) throws(AirlockError) {
        let path = folder.keys + "/" + Self.fileName
        if access(path, F_OK) == 0 {
            key = try Self.read(path)
        } else {
            let fresh = Curve25519.Signing.PrivateKey()
            try Folder(folder.keys).write(Array(fresh.rawRepresentation), as: Self.fileName, mode: 0o600)
            key = fresh
        }
    }

    func sign(_ body: [UInt8]) throws(AirlockError) -> String {
        do {
            let signature = try key.signature(for: Data(body))
            return Self.prefix + Self.base64(body) + "." + Self.base64(Array(signature))
        } catch {
            throw AirlockError(error, otherwise: .unavailable)
        }
    }

    /// The signed bytes of a token; nil if it isn't one, or not signed by this key.
    func open(_ token: String) -> [UInt8]? {
        guard token.hasPrefix(Self.prefix), token.utf8.count <= Self.longestToken else { return nil }
        let parts = token.dropFirst(Self.prefix.count).split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let body = Self.bytes(parts[0]), let signature = Self.bytes(parts[1]),
            key.publicKey.isValidSignature(signature, for: body)
        else { return nil }
        return Array(body)
    }

    private static func read(_ path: String) throws(AirlockError) -> Curve25519.Signing.PrivateKey {
        let file = try Descriptor(path, flags: O_RDONLY | O_NONBLOCK | O_NOFOLLOW)
        let status = try file.status
        guard status.st_mode & 0o077 == 0, status.st_uid == geteuid(),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: Data(file.read(64, at: 0)))
        else {
            throw AirlockError(
                .unavailable, "\(path) is no key of this user's alone",
                hint: "move it away: a new one is made, and whitelist tokens that were issued before end")
        }
        return key
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Only the one spelling that ``base64(_:)`` gives, so that a token can't be varied.
    private static func bytes(_ text: Substring) -> Data? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        let plain = String(text).replacing("-", with: "+").replacing("_", with: "/") + padding
        guard let data = Data(base64Encoded: plain), base64(Array(data)) == text else { return nil }
        return data
    }
}
