import AirlockCore
import NIOCore
import Synchronization
import Testing

@testable import AirlockNet

@Suite struct TunnelTests {
    /// 10 MiB in which a lost, doubled or moved piece shows.
    private static let much = (0..<10_240).flatMap { number in
        [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)] + [UInt8](repeating: 7, count: 1022)
    }

    @Test func `10 MB go each way whole, and each side ends by itself`() async throws {
        var setting = ProxyFixture.Setting()
        setting.play = { reader, pipe in
            let all = try await reader.rest()
            try await pipe.send(all)
        }
        try await ProxyFixture.run(setting) { proxy in
            try await proxy.tunnel { reader, pipe in
                try await pipe.send(Self.much)
                pipe.finish()
                let got = try await reader.rest()
                #expect(got == Self.much)
            }
            #expect(
                await proxy.session.attempts() == [
                    ConnectionAttempt(host: "origin.test", port: proxy.origin.port, isAllowed: true, reason: nil)
                ])
        }
    }

    @Test func `an origin that has ended is still sent what the client says`() async throws {
        let heard = Mutex<[UInt8]>([])
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        var setting = ProxyFixture.Setting()
        setting.play = { reader, pipe in
            try await pipe.send("bye")
            pipe.finish()
            let all = try await reader.rest()
            heard.withLock { $0 = all }
            end.finish()
        }
        try await ProxyFixture.run(setting) { proxy in
            try await proxy.tunnel { reader, pipe in
                let got = try await reader.rest()
                #expect(got == Array("bye".utf8))
                try await pipe.send(Self.much)
                pipe.finish()
                for await _ in ended {}
            }
        }
        #expect(heard.withLock { $0 } == Self.much)
    }

    @Test func `what a client sends with its CONNECT comes first in the tunnel`() async throws {
        var setting = ProxyFixture.Setting()
        setting.play = { reader, pipe in try await pipe.send(reader.rest()) }
        try await ProxyFixture.run(setting) { proxy in
            try await proxy.client { reader, pipe in
                try await pipe.send("CONNECT origin.test:\(proxy.origin.port) HTTP/1.0\r\n\r\nfirst")
                pipe.finish()
                let answer = String(decoding: try await reader.rest(), as: UTF8.self)
                #expect(answer == "HTTP/1.1 200 Connection established\r\n\r\nfirst")
            }
        }
    }

    @Test func `a server that speaks first is heard`() async throws {
        var setting = ProxyFixture.Setting()
        setting.play = { reader, pipe in
            try await pipe.send("READY\r\n\r\n")
            _ = try await reader.rest()
        }
        try await ProxyFixture.run(setting) { proxy in
            try await proxy.tunnel { reader, _ in
                let got = try await reader.headText()
                #expect(got == "READY\r\n\r\n")
            }
        }
    }

    @Test func `when the client goes, the origin is told`() async throws {
        let (gone, end) = AsyncStream.makeStream(of: Void.self)
        var setting = ProxyFixture.Setting()
        setting.play = { reader, pipe in
            defer { end.finish() }
            while true { try await pipe.send([UInt8](repeating: 1, count: 1 << 16)) }
        }
        try await ProxyFixture.run(setting) { proxy in
            try await proxy.tunnel { reader, _ in
                let got = try await reader.bytes(10)
                #expect(got.count == 10)
            }
            for await _ in gone {}
        }
    }

    @Test func `when the origin goes, the client is told`() async throws {
        var setting = ProxyFixture.Setting()
        setting.play = { reader, pipe in
            _ = try await reader.bytes(4)
            pipe.close()
        }
        try await ProxyFixture.run(setting) { proxy in
            try await proxy.tunnel { reader, pipe in
                try await pipe.send("quit")
                #expect((try? await reader.rest()) ?? [] == [])
            }
        }
    }

    @Test func `TLS that names the tunnel's host goes through, in whatever pieces`() async throws {
        var setting = ProxyFixture.Setting()
        setting.play = { reader, pipe in try await pipe.send(reader.rest()) }
        try await ProxyFixture.run(setting) { proxy in
            for hello in [
                helloBytes(serverName: "Origin.test"), helloBytes(serverName: "origin.test", recordBytes: 20),
            ] {
                try await proxy.tunnel { reader, pipe in
                    for byte in hello { try await pipe.send([byte]) }
                    pipe.finish()
                    let got = try await reader.rest()
                    #expect(got == hello)
                }
            }
        }
    }

    @Test func `TLS that names another host than the tunnel is refused before the origin hears of it`() async throws {
        let heard = Mutex<[UInt8]>([])
        var setting = ProxyFixture.Setting()
        setting.lease = ["origin.test:$", "other.test:$"]
        setting.play = { reader, _ in
            let all = try await reader.rest()
            heard.withLock { $0 += all }
        }
        try await ProxyFixture.run(setting) { proxy in
            for (name, pieces) in [("other.test", 16384), ("evil.example", 16384), ("evil.example", 7), ("a\r\nb", 99)]
            {
                try await proxy.tunnel { reader, pipe in
                    try await pipe.send(helloBytes(serverName: name, recordBytes: pieces))
                    let got = try await reader.rest()
                    #expect(got == [0x15, 0x03, 0x03, 0, 2, 2, 112])
                }
            }
            let attempts = await proxy.session.attempts()
            #expect(attempts.map(\.isAllowed) == [true, false, true, false, true, false, true, false])
            #expect(
                attempts.compactMap { $0.isAllowed ? nil : $0.host } == [
                    "other.test", "evil.example", "evil.example", "ab",
                ])
        }
        #expect(heard.withLock { $0 }.isEmpty)
    }

    @Test func `TLS that can't be followed is refused`() async throws {
        try await ProxyFixture.run { proxy in
            var hello = helloBytes(serverName: "origin.test")
            hello[5] = 2
            try await proxy.tunnel { reader, pipe in
                try await pipe.send(hello)
                let got = try await reader.rest()
                #expect(got == [])
            }
            #expect(await proxy.session.attempts().map(\.isAllowed) == [true, false])
        }
    }
}
