import AirlockCore
import AirlockTestKit
import Synchronization
import Testing

@testable import AirlockNet

/// What a lease of a job lets through, and when it ends.
@Suite(.timeLimit(.minutes(1))) struct LoanTests {
    private static let request = "GET http://origin.test:$/ HTTP/1.1\r\nHost: a\r\n\r\n"
    private let book = MemoryLeases()

    @Test func `a lent host is reached, at one use a run, and its bytes are taken off`() async throws {
        try await ProxyFixture.run(try await setting(uses: 2, bytes: 1_000)) { proxy in
            for _ in 0..<3 {
                let answer = try await proxy.answer(to: Self.request)
                #expect(answer.hasSuffix("hello"))
            }
            await proxy.session.close()
        }
        let lease = await book.lease("lease_1")
        #expect(lease?.usesLeft == 1)
        #expect((500..<900).contains(lease?.bytesLeft ?? 0), "\(lease?.bytesLeft ?? 0)")
    }

    @Test func `a lease that is used up, revoked or expired lets nothing through, and the refusal says so`()
        async throws
    {
        for (uses, isRevoked, now) in [(0, false, 1), (1, true, 1), (1, false, 61)] {
            let book = MemoryLeases()
            let setting = try await setting(uses: uses, in: book, at: now)
            if isRevoked { try await book.revoke("lease_1", at: Self.time(1)) }
            try await ProxyFixture.run(setting) { proxy in
                let answer = try await proxy.answer(to: Self.request)
                #expect(answer.contains("used up, has expired or was ended"))
                #expect(await proxy.session.attempts().map(\.isAllowed) == [false])
            }
        }
    }

    @Test func `a host that isn't lent stays refused, and so is all of a lease that nobody can look up`() async throws {
        let other = Self.request.replacing("origin", with: "other")
        try await ProxyFixture.run(try await setting(uses: 1)) { proxy in
            let answer = try await proxy.answer(to: other)
            #expect(answer.contains("isn't leased"))
        }
        #expect(await book.lease("lease_1")?.usesLeft == 1)
        var alone = try await setting(uses: 1, in: MemoryLeases())
        alone.lending = nil
        try await ProxyFixture.run(alone) { proxy in
            let answer = try await proxy.answer(to: Self.request)
            #expect(answer.hasPrefix("HTTP/1.1 403 "))
        }
    }

    @Test func `more bytes than are left don't get through, and none are left then`() async throws {
        var setting = try await setting(uses: 1, bytes: 4_096)
        setting.play = { reader, pipe in
            _ = try await reader.headText()
            try await pipe.send([UInt8](repeating: 7, count: 1 << 20))
        }
        try await ProxyFixture.run(setting) { proxy in
            let answer = try await proxy.answer(to: Self.request)
            #expect(answer.utf8.count < 4_096)
            await proxy.session.close()
        }
        #expect(await book.lease("lease_1")?.isOpen(at: Self.time(1)) == true)
        #expect((0..<4_096).contains(await book.lease("lease_1")?.bytesLeft ?? -1))
    }

    @Test func `ending a lease ends the connections that it lends`() async throws {
        var setting = try await setting(uses: 1)
        setting.limits.loanCheck = .milliseconds(5)
        setting.play = { reader, pipe in
            try await pipe.send("x")
            _ = try await reader.rest()
        }
        try await ProxyFixture.run(setting) { proxy in
            try await proxy.tunnel { reader, _ in
                let isMore = try await reader.readMore()
                #expect(isMore)
                try await book.revoke("lease_1", at: Self.time(1))
                _ = try? await reader.rest()
            }
            #expect(await proxy.session.attempts().last?.reason?.contains("was ended") == true)
        }
    }

    private func setting(
        uses: Int, bytes: Int? = nil, in other: MemoryLeases? = nil, at now: Int = 1
    ) async throws -> ProxyFixture.Setting {
        let book = other ?? book
        var setting = ProxyFixture.Setting()
        setting.lease = []
        setting.lending = Lending(book: book, now: { Self.time(now) })
        setting.lend = { port in
            let lease = Lease(
                id: "lease_1", jobID: "job_1", kind: Lease.networkKind, hosts: ["origin.test:\(port)"],
                description: "d", questionID: nil, createdAt: Self.time(0), expiresAt: Self.time(60), usesLeft: uses,
                bytesLeft: bytes)
            return lease
        }
        // Charged in the proxy by its id alone.
        await book.give(try #require(setting.lend?(1)))
        return setting
    }

    private static func time(_ second: Int) -> Timestamp {
        Timestamp(millisecondsSince1970: 0).advanced(bySeconds: second)
    }
}
