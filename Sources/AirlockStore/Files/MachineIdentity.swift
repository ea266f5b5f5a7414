import AirlockCore
import Glibc

/// Tells machines apart without naming them.
enum MachineIdentity {
    /// Lower-case hex SHA-256 of `airlock` and the machine's id (machine-id(5)), as that page asks of applications; of the
    /// host's name where there is no id.
    static func current() -> String {
        let id = ["/etc/machine-id", "/var/lib/dbus/machine-id"].lazy.compactMap(read).first ?? hostName()
        return SHA256.hex(Array("airlock \(id)".utf8))
    }

    private static func read(_ path: String) -> String? {
        guard access(path, R_OK) == 0, let file = try? Descriptor(path, flags: O_RDONLY | O_NONBLOCK),
            let bytes = try? file.read(64, at: 0)
        else { return nil }
        let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
        return text.isEmpty ? nil : text
    }

    private static func hostName() -> String {
        var system = utsname()
        guard uname(&system) == 0 else { return "" }
        return withUnsafeBytes(of: system.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
