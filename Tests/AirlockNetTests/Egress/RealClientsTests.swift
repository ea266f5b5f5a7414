import AirlockCore
import Foundation
import Testing

@testable import AirlockNet

/// Programs that people use, through the proxy.
@Suite struct RealClientsTests {
    private static let curl = "/usr/bin/curl"
    private static let python = "/usr/bin/python3"

    private func output(of program: String, _ arguments: [String], proxy port: Int) async throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let address = "http://127.0.0.1:\(port)"
        process.environment = ["http_proxy": address, "https_proxy": address]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        await withCheckedContinuation { continuation in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch { continuation.resume() }
        }
        return String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: curl), "needs curl"))
    func `curl gets a page, also through a tunnel, and is told of a refusal`() async throws {
        try await ProxyFixture.run { proxy in
            let url = "http://origin.test:\(proxy.origin.port)/a?b"
            let plain = try await output(of: Self.curl, ["-s", url], proxy: proxy.port)
            let posted = try await output(of: Self.curl, ["-s", "-d", "x=y", url], proxy: proxy.port)
            let tunnelled = try await output(of: Self.curl, ["-s", "-p", url], proxy: proxy.port)
            #expect([plain, posted, tunnelled] == ["hello", "hello", "hello"])
            let refused = try await output(of: Self.curl, ["-s", "http://other.test/"], proxy: proxy.port)
            #expect(refused.contains("other.test:80 is not in this run's egress lease"))
        }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: python), "needs python3"))
    func `Python gets a page, and its TLS is let through to the host that it names`() async throws {
        var setting = ProxyFixture.Setting()
        setting.play = { reader, pipe in
            // A TLS handshake record: the client's hello has come as it was sent.
            guard try await reader.bytes(1) == [0x16] else {
                return try await pipe.send("HTTP/1.0 200 OK\r\n\r\nhello")
            }
        }
        try await ProxyFixture.run(setting) { proxy in
            let script = "import sys, urllib.request as u; print(u.urlopen(sys.argv[1]).read().decode(), end='')"
            let place = "origin.test:\(proxy.origin.port)/"
            let plain = try await output(of: Self.python, ["-c", script, "http://\(place)"], proxy: proxy.port)
            #expect(plain == "hello")
            _ = try await output(of: Self.python, ["-c", script, "https://\(place)"], proxy: proxy.port)
            #expect(await proxy.session.attempts().map(\.isAllowed) == [true, true])
            #expect(proxy.origin.connections == 2)
        }
    }
}
