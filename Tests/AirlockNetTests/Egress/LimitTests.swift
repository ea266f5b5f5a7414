import AirlockCore
import AirlockTestKit
import NIOCore
import Synchronization
import Testing

@testable import AirlockNet

@Suite struct LimitTests {
    private func setting(_ change: (inout EgressLimits) -> Void) -> ProxyFixture.Setting {
        var setting = ProxyFixture.Setting()
        change(&setting.limits)
        return setting
    }

    private let request = "GET http://origin.test:$/ HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test(arguments: [(65536, false), (65537, true)])
    func `a head has at most 64 KiB`(bytes: Int, isRefused: Bool) async throws {
        try await ProxyFixture.run { proxy in
            let start = "GET http://origin.test:\(proxy.origin.port)/ HTTP/1.1\r\nHost: a\r\nX: "
            let padding = String(repeating: "x", count: bytes - start.utf8.count - 4)
            let answer = try await proxy.answer(to: start + padding + "\r\n\r\n")
            #expect(answer.hasPrefix(isRefused ? "HTTP/1.1 431 " : "HTTP/1.1 200 "), "\(answer)")
        }
    }

    @Test func `a head without end is broken off at 64 KiB`() async throws {
        try await ProxyFixture.run { proxy in
            let answer = try await proxy.answer(to: "GET " + String(repeating: "x", count: 70_000))
            #expect(answer.hasPrefix("HTTP/1.1 431 "))
        }
    }

    @Test func `a request has at most 256 fields`() async throws {
        try await ProxyFixture.run { proxy in
            let fields = String(repeating: "X: y\r\n", count: 256)
            let answer = try await proxy.answer(to: "GET http://origin.test:$/ HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 431 "))
        }
    }

    @Test func `a head that comes too slowly is broken off`() async throws {
        try await ProxyFixture.run(setting { $0.headTime = .milliseconds(100) }) { proxy in
            let answer = try await proxy.answer(to: "GET http://origin.test")
            #expect(answer.hasPrefix("HTTP/1.1 408 "), "\(answer)")
            #expect(await proxy.session.attempts().map(\.isAllowed) == [false])
        }
    }

    @Test func `the time for a head is over with the head`() async throws {
        var setting = setting { $0.headTime = .milliseconds(100) }
        setting.play = { reader, pipe in
            _ = try await reader.bytes(1)
            try await Task.sleep(for: .milliseconds(300))
            try await pipe.send("late")
        }
        try await ProxyFixture.run(setting) { proxy in
            try await proxy.tunnel { reader, pipe in
                try await pipe.send("x")
                let got = try await reader.bytes(4)
                #expect(got == Array("late".utf8))
            }
        }
    }

    @Test func `a tunnel through which nothing moves is closed on both sides`() async throws {
        let (gone, end) = AsyncStream.makeStream(of: Void.self)
        var setting = setting { $0.idleTime = .seconds(1) }
        setting.play = { reader, _ in
            _ = try? await reader.rest()
            end.finish()
        }
        try await ProxyFixture.run(setting) { proxy in
            try await proxy.client { reader, pipe in
                try await pipe.send("CONNECT origin.test:\(proxy.origin.port) HTTP/1.1\r\nHost: a\r\n\r\n")
                // On a very busy machine the second may pass before the tunnel is there.
                _ = try? await reader.rest()
                if proxy.origin.connections > 0 { for await _ in gone {} }
            }
        }
    }

    @Test func `an origin that never answers is given up`() async throws {
        var setting = setting { $0.idleTime = .seconds(1) }
        setting.play = { reader, _ in _ = try await reader.rest() }
        try await ProxyFixture.run(setting) { proxy in
            let answer = try? await proxy.answer(to: request)
            #expect(answer ?? "" == "")
        }
    }

    @Test func `a name whose address doesn't come is given up`() async throws {
        var setting = setting { $0.resolveTime = .milliseconds(100) }
        setting.silent = ["origin.test"]
        try await ProxyFixture.run(setting) { proxy in
            let answer = try await proxy.answer(to: request)
            #expect(answer.hasPrefix("HTTP/1.1 504 ") && answer.contains("not found in time"), "\(answer)")
        }
    }

    @Test func `a connection that doesn't come about is given up`() async throws {
        // Whose queue is full lets the next one wait without an answer.
        let full = try LoopbackSocket.listening(backlog: 0)
        let port = full.port
        let waiting = (0..<3).map { _ in LoopbackSocket.connecting(to: port) }
        defer { for socket in waiting + [full] { socket.close() } }
        var setting = setting { $0.connectTime = .milliseconds(500) }
        setting.lease = ["origin.test:\(port)"]
        setting.privateHosts = setting.lease
        try await ProxyFixture.run(setting) { proxy in
            let answer = try await proxy.answer(to: "CONNECT origin.test:\(port) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 504 ") && answer.contains("no connection"), "\(answer)")
        }
    }

    @Test func `a session moves so many bytes and no more`() async throws {
        var setting = setting { $0.sessionBytes = 100_000 }
        setting.play = { reader, pipe in
            while true { try await pipe.send([UInt8](repeating: 1, count: 10_000)) }
        }
        try await ProxyFixture.run(setting) { proxy in
            try await proxy.tunnel { reader, _ in
                var count = 0
                while let bytes = try? await reader.next() { count += bytes.readableBytes }
                #expect(count <= 100_000)
            }
            let attempts = await proxy.session.attempts()
            #expect(attempts.map(\.isAllowed) == [true, false])
            #expect(attempts.last?.reason?.contains("as many bytes as it may") == true)
            let answer = try await proxy.answer(to: request)
            #expect(answer.hasPrefix("HTTP/1.1 403 ") && answer.contains("as many bytes as it may"))
            #expect(proxy.origin.connections == 1)
        }
    }

    @Test func `a session makes so many requests and no more`() async throws {
        try await ProxyFixture.run(setting { $0.requests = 2 }) { proxy in
            var answers: [String] = []
            for _ in 0..<3 { answers.append(String(try await proxy.answer(to: request).prefix(12))) }
            #expect(answers == ["HTTP/1.1 200", "HTTP/1.1 200", "HTTP/1.1 429"])
        }
    }

    @Test func `so many connections are served at a time, and the next waits`() async throws {
        let served = Mutex((now: 0, most: 0))
        var setting = setting { $0.connections = 2 }
        setting.play = { _, pipe in
            served.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            // Nobody leaves before there are two, so that a third would be seen.
            while served.withLock({ $0.most }) < 2 { await Task.yield() }
            for _ in 0..<1_000 { await Task.yield() }
            served.withLock { $0.now -= 1 }
            try await pipe.send("hello")
        }
        try await ProxyFixture.run(setting) { proxy in
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 { group.addTask { try await proxy.answer(to: request) } }
                for try await answer in group { #expect(answer == "hello") }
            }
        }
        #expect(served.withLock { $0.most } == 2)
    }
}
