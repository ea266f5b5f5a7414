import AirlockCore
import Dispatch
import NIOPosix
import Testing

@testable import AirlockNet

@Suite struct SystemResolverTests {
    @Test func `the machine's resolver and the fake do the same`() async throws {
        let threads = NIOThreadPool(numberOfThreads: 1)
        threads.start()
        let name = try #require(HostName("localhost"))
        try await ResolverConformance(resolver: SystemResolver(threads: threads), loopback: name).checkAll()
        try await threads.shutdownGracefully()
        try await ResolverConformance(resolver: FakeResolver(["localhost": [["127.0.0.1"]]]), loopback: name).checkAll()
    }

    @Test func `a wait for an answer that doesn't come can be cancelled`() async throws {
        let threads = NIOThreadPool(numberOfThreads: 1)
        threads.start()
        let gate = DispatchSemaphore(value: 0)
        threads.submit { _ in gate.wait() }
        let name = try #require(HostName("localhost"))
        let resolver = SystemResolver(threads: threads)
        let task = Task { try await resolver.addresses(of: name, port: 1) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        gate.signal()
        try await threads.shutdownGracefully()
    }
}
