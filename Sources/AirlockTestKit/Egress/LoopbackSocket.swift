import Glibc
import Testing

/// TCP sockets at 127.0.0.1, made by system calls: what a sandbox hands to the proxy isn't made by our libraries.
public struct LoopbackSocket: Sendable {
    public let descriptor: Int32
    public let port: Int

    public static func listening(backlog: Int32 = 128) throws -> LoopbackSocket {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try #require(withAddress(port: 0) { bind(descriptor, $0, $1) } == 0 && listen(descriptor, backlog) == 0)
        var bound = [UInt8](repeating: 0, count: 16)
        var length = socklen_t(bound.count)
        let code = bound.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { getsockname(descriptor, $0.baseAddress, &length) }
        }
        try #require(code == 0)
        return LoopbackSocket(descriptor: descriptor, port: Int(bound[2]) << 8 | Int(bound[3]))
    }

    /// Doesn't wait for the connection.
    public static func connecting(to port: Int) -> LoopbackSocket {
        let descriptor = socket(
            AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        _ = withAddress(port: port) { connect(descriptor, $0, $1) }
        return LoopbackSocket(descriptor: descriptor, port: port)
    }

    /// - Returns: Whether something listens there.
    public static func isListened(at port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { _ = Glibc.close(descriptor) }
        return withAddress(port: port) { connect(descriptor, $0, $1) } == 0
    }

    public func close() { _ = Glibc.close(descriptor) }

    /// A `sockaddr_in` written out: family in the machine's order, port and address in the network's. Its members can't be
    /// named, because Swift takes them for those of whichever C module was loaded first.
    private static func withAddress(port: Int, _ body: (UnsafePointer<sockaddr>?, socklen_t) -> Int32) -> Int32 {
        let family = withUnsafeBytes(of: UInt16(AF_INET)) { Array($0) }
        let bytes = family + [UInt8(port >> 8), UInt8(port & 0xff), 127, 0, 0, 1] + [UInt8](repeating: 0, count: 8)
        return bytes.withUnsafeBytes { raw in
            raw.withMemoryRebound(to: sockaddr.self) { body($0.baseAddress, socklen_t(raw.count)) }
        }
    }
}
