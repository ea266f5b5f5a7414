import AirlockCore
import AirlockTestKit
import NIOCore
import NIOPosix
import Testing

@testable import AirlockNet

@Suite struct ProxySessionTests {
    @Test func `100 clients at a time each get their own answer`() async throws {
        var setting = ProxyFixture.Setting()
        setting.play = { reader, pipe in
            let path = try await reader.headText().split(separator: " ")[1]
            try await pipe.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nthis is \(path)")
        }
        try await ProxyFixture.run(setting) { proxy in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        let answer = try await proxy.answer(
                            to: "GET http://origin.test:$/\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
                        return answer.hasSuffix("this is /\(number)")
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
            #expect(await proxy.session.attempts().count == 100)
        }
    }

    @Test func `closing a session ends every connection, in whatever state`() async throws {
        let (gone, end) = AsyncStream.makeStream(of: Void.self)
        var setting = ProxyFixture.Setting()
        setting.lease += ["silent.test:443"]
        setting.silent = ["silent.test"]
        setting.play = { reader, _ in
            _ = try? await reader.rest()
            end.finish()
        }
        try await ProxyFixture.run(setting) { proxy in
            try await proxy.tunnel { tunnel, _ in
                try await proxy.client { half, halfPipe in
                    try await halfPipe.send("GET http://ori")
                    try await proxy.client { resolving, resolvingPipe in
                        try await resolvingPipe.send("CONNECT silent.test:443 HTTP/1.1\r\nHost: a\r\n\r\n")
                        while proxy.resolver.asked.last != "silent.test" { await Task.yield() }
                        await proxy.session.close()
                        #expect((try? await tunnel.rest()) ?? [] == [])
                        #expect((try? await half.rest()) ?? [] == [])
                        #expect((try? await resolving.rest()) ?? [] == [])
                    }
                }
            }
            for await _ in gone {}
            await proxy.session.close()
            await #expect(throws: (any Error).self) { try await proxy.client { _, _ in } }
            #expect(await proxy.session.attempts().first?.host == "origin.test")
        }
    }

    @Test func `the proxy and the gate that lets nothing through keep to the port`() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let proxy = EgressProxy(
            group: group, resolver: FakeResolver([:]), privateHosts: try EgressLease([]), limits: .standard,
            onAttempt: { _ in })
        try await EgressGateConformance(proxy).checkAll()
        try await EgressGateConformance(ShutGate()).checkAll()
        try await group.shutdownGracefully()
    }

    @Test func `a client that leaves without a word is no request`() async throws {
        try await ProxyFixture.run { proxy in
            try await proxy.client { reader, pipe in
                pipe.finish()
                let got = try await reader.rest()
                #expect(got == [])
            }
            #expect(await proxy.session.attempts().isEmpty)
        }
    }

    @Test func `of more than 1,000 requests the last entry tells how many there were`() {
        let recorded = Recorded()
        let log = AttemptLog(mostTold: 1_003, onAttempt: { recorded.append($0) })
        let one = ConnectionAttempt(host: "a.test", port: 1, isAllowed: true, reason: nil)
        for _ in 0..<1_000 { log.append(one) }
        #expect(log.all == Array(repeating: one, count: 1_000))
        for _ in 0..<5 { log.append(one) }
        #expect(log.all.count == 1_000 && log.all[998] == one)
        #expect(log.all[999].reason == "6 more requests, not listed")
        #expect(recorded.all.count == 1_003)
    }
}
