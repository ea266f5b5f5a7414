import AirlockTestKit
import Testing

@testable import AirlockNet

@Suite struct ClientHelloTests {
    @Test(arguments: [16384, 100, 5, 1])
    func `the name is found, in however many records`(recordBytes: Int) {
        let bytes = helloBytes(serverName: "a.example.org", recordBytes: recordBytes)
        #expect(ClientHello(bytes) == .hello(serverName: "a.example.org"))
        // What a client may send behind it.
        #expect(ClientHello(bytes + [0x14, 3, 3, 0, 1, 1]) == .hello(serverName: "a.example.org"))
    }

    @Test func `any beginning needs more`() {
        let bytes = helloBytes(serverName: "a.example.org", recordBytes: 50)
        for count in 0..<bytes.count {
            #expect(ClientHello(Array(bytes[..<count])) == .needsMore, "\(count)")
        }
    }

    @Test func `a hello may name nobody`() {
        #expect(ClientHello(helloBytes(serverName: nil)) == .hello(serverName: nil))
    }

    @Test(arguments: ["GET / HTTP/1.1\r\n", "SSH-2.0-x\r\n", "\u{16}\u{2}abc", "\0"])
    func `what is no TLS is none`(text: String) {
        #expect(ClientHello(Array(text.utf8)) == .isNone)
    }

    @Test func `two names, a cut extension or another message is malformed`() {
        let second = [0x00, 0x00, 0x00, 0x06, 0x00, 0x04, 0x00, 0x00, 0x01, 0x61] as [UInt8]
        #expect(ClientHello(helloBytes(serverName: "a.test", extraExtension: second)) == .malformed)
        #expect(ClientHello(helloBytes(serverName: nil, extraExtension: second)) == .hello(serverName: "a"))
        #expect(ClientHello(helloBytes(serverName: "a.test", extraExtension: [0, 1, 0, 9])) == .malformed)
        var serverHello = helloBytes(serverName: "a.test")
        serverHello[5] = 2
        #expect(ClientHello(serverHello) == .malformed)
        var alert = helloBytes(serverName: "a.test", recordBytes: 20)
        alert[25] = 0x15
        #expect(ClientHello(alert) == .malformed)
    }

    @Test func `a hello without end is malformed`() {
        let bytes = (0..<70).flatMap { _ in [0x16, 3, 1, 0x04, 0x00] + [UInt8](repeating: 0, count: 1024) }
        #expect(ClientHello(bytes) == .malformed)
        let long: [UInt8] = [0x16, 3, 1, 0, 4, 1, 0xff, 0xff, 0xff]
        #expect(ClientHello(long) == .malformed)
    }

    @Test func `4,000 mangled hellos never name what they don't hold`() {
        var source = SeededSource(seed: 3)
        let seed = helloBytes(serverName: "a.example.org", recordBytes: 60)
        for _ in 0..<4_000 {
            var bytes = seed
            for _ in 0..<(1 + source.next() % 4) {
                bytes[Int(source.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: source.next())
            }
            if source.next() % 3 == 0 { bytes.removeLast(Int(source.next() % UInt64(bytes.count))) }
            if case .hello(let name?) = ClientHello(bytes) { #expect(name.utf8.count <= seed.count) }
        }
    }
}
