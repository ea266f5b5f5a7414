import Foundation
import Glibc

/// A model server of a few lines on a loopback port, that answers every question with `count` tokens, one each `interval`
/// nanoseconds (0: as fast as they are taken); with none at all it says nothing, not even a head. A thread for each connection.
final class PacedServer: Sendable {
    let port: Int
    private let listener: Int32

    init(count: Int, interval: Int) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 128) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread {
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                Thread.detachNewThread {
                    Self.serve(connection, count, interval)
                    close(connection)
                }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private static func serve(_ connection: Int32, _ count: Int, _ interval: Int) {
        var one: Int32 = 1
        setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        guard readRequest(connection) else { return }
        guard count > 0 else {
            // Until the other side has closed it.
            _ = readRequest(connection)
            return
        }
        guard
            send(connection, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
        else { return }
        let chunk = #"data: {"model":"stub","choices":[{"index":0,"delta":{"content":" token"}}]}"# + "\n\n"
        var next = timespec()
        clock_gettime(CLOCK_MONOTONIC, &next)
        for _ in 0..<count {
            guard send(connection, chunk) else { return }
            guard interval > 0 else { continue }
            next.tv_nsec += interval
            next.tv_sec += next.tv_nsec / 1_000_000_000
            next.tv_nsec %= 1_000_000_000
            clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, nil)
        }
        _ = send(
            connection,
            #"data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"#
                + #""usage":{"prompt_tokens":1,"completion_tokens":\#(count)}}"# + "\n\ndata: [DONE]\n\n")
    }

    private static func send(_ connection: Int32, _ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = Glibc.send(
                    connection, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
                if count <= 0 { return false }
                sent += count
            }
            return true
        }
    }

    /// Reads a head and as much of a body as it promises.
    private static func readRequest(_ connection: Int32) -> Bool {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                let head = text[..<end.lowerBound].lowercased()
                let length = head.components(separatedBy: "content-length: ").dropFirst().first?.prefix { $0.isNumber }
                if text[end.upperBound...].utf8.count >= length.flatMap({ Int($0) }) ?? 0 { return true }
            }
            let count = recv(connection, &piece, piece.count, 0)
            if count <= 0 { return false }
            bytes += piece[..<count]
        }
    }
}
