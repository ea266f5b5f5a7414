import Foundation
import Glibc
import Synchronization

/// A small HTTP server that plays one part, faults and all, on a loopback port.
final class FaultServer: Sendable {
    /// One accepted connection, whose request has been read.
    struct Connection: Sendable {
        let request: String
        fileprivate let socket: Int32

        /// - Returns: Whether the client still took it.
        @discardableResult func send(_ bytes: [UInt8]) -> Bool {
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count <= 0 { return false }
                sent += count
            }
            return true
        }

        func send(_ text: String) { send(Array(text.utf8)) }

        func sendHead(_ status: String = "200 OK", type: String = "text/event-stream") {
            send("HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nConnection: close\r\n\r\n")
        }

        /// Blocks until the client has closed the connection.
        func waitForClose() {
            var byte: UInt8 = 0
            while recv(socket, &byte, 1, 0) > 0 {}
        }

        /// Makes the close a reset.
        func resetOnClose() {
            var value = linger(l_onoff: 1, l_linger: 0)
            setsockopt(socket, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
        }
    }

    let port: Int
    private let listener: Int32
    private let seen = Mutex<[String]>([])

    /// - Parameter play: Called on a thread of its own for each connection, which is closed when it returns.
    init(_ play: @escaping @Sendable (Connection) -> Void) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [weak self] in
            while true {
                let socket = accept(listener, nil, nil)
                guard socket >= 0 else { return }
                Thread.detachNewThread { [weak self] in
                    let connection = Connection(request: Self.readRequest(socket), socket: socket)
                    self?.seen.withLock { $0.append(connection.request) }
                    play(connection)
                    close(socket)
                }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// Every request so far, head and body.
    var requests: [String] { seen.withLock { $0 } }

    private static func readRequest(_ socket: Int32) -> String {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                let head = text[..<end.lowerBound].lowercased()
                let length = head.components(separatedBy: "content-length: ").dropFirst().first?.prefix { $0.isNumber }
                if text[end.upperBound...].utf8.count >= length.flatMap({ Int($0) }) ?? 0 { return text }
            }
            let count = recv(socket, &piece, piece.count, 0)
            if count <= 0 { return text }
            bytes += piece[..<count]
        }
    }
}
