import AirlockCore
import AirlockTestKit
import NIOCore
import NIOPosix
import Testing

@testable import AirlockNet

/// A running proxy with one session, an origin behind it, and clients before it; all on loopback.
///
/// The origin is known by the names `origin.test` and `other.test`, and may have a private address by both.
struct ProxyFixture: Sendable {
    let session: any EgressSession
    let origin: OriginServer
    let resolver: FakeResolver
    let recorded: Recorded
    let port: Int
    private let group: any EventLoopGroup

    struct Setting: Sendable {
        /// `$` stands for the origin's port.
        var lease = ["origin.test:$"]
        /// Of the origin's port: what a job was lent besides.
        var lend: (@Sendable (Int) -> Lease)?
        var lending: Lending?
        var isOpenWeb = false
        var privateHosts = ["origin.test:$", "other.test:$"]
        var answers: [String: [[String]]] = [:]
        var silent: Set<String> = []
        var limits = EgressLimits.standard
        var play: OriginServer.Part = { reader, pipe in
            _ = try await reader.headText()
            try await pipe.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
        }
    }

    /// Starts all of it, does `work` and ends all of it.
    static func run(_ setting: Setting = Setting(), _ work: (ProxyFixture) async throws -> Void) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let origin = try await OriginServer.start(on: group, setting.play)
        let named: ([String]) throws -> EgressLease = { entries in
            try EgressLease(entries.map { $0.replacing("$", with: String(origin.port)) })
        }
        let loopback = [["127.0.0.1"]]
        let resolver = FakeResolver(
            ["origin.test": loopback, "other.test": loopback].merging(setting.answers) { $1 }, silent: setting.silent)
        let recorded = Recorded()
        let proxy = EgressProxy(
            group: group, resolver: resolver, privateHosts: try named(setting.privateHosts), limits: setting.limits,
            lending: setting.lending, onAttempt: { recorded.append($0) })
        let listener = try LoopbackSocket.listening()
        let own: EgressLease? = setting.isOpenWeb ? .openWeb : try named(setting.lease)
        let lease = try EgressLease.joining(own, and: setting.lend.map { [$0(origin.port)] } ?? []) ?? EgressLease([])
        let session = try await proxy.serve(lease, on: listener.descriptor)
        do {
            try await work(
                ProxyFixture(
                    session: session, origin: origin, resolver: resolver, recorded: recorded, port: listener.port,
                    group: group))
        } catch {
            Issue.record(error)
        }
        await session.close()
        await origin.close()
        try await group.shutdownGracefully()
    }

    /// A connection to the proxy. It is closed when `work` returns.
    func client(_ work: (inout ByteReader, BytePipe) async throws -> Void) async throws {
        let pipe = try await ClientBootstrap(group: group)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(to: SocketAddress(ipAddress: "127.0.0.1", port: port)) { channel in
                channel.eventLoop.makeCompletedFuture { try BytePipe(channel) }
            }
        try await pipe.withInput { input in
            var reader = ByteReader(input)
            try await work(&reader, pipe)
        }
    }

    /// Sends this much (`$` is the origin's port) and gives the whole answer.
    func answer(to text: String) async throws -> String {
        try await answer(to: Array(text.replacing("$", with: String(origin.port)).utf8))
    }

    func answer(to bytes: [UInt8]) async throws -> String {
        var answer: [UInt8] = []
        try await client { reader, pipe in
            try await pipe.send(bytes)
            answer = try await reader.rest()
        }
        return String(decoding: answer, as: UTF8.self)
    }

    /// A tunnel to `host` and the origin's port, ready for use.
    func tunnel(to host: String = "origin.test", _ work: (inout ByteReader, BytePipe) async throws -> Void) async throws
    {
        try await client { reader, pipe in
            try await pipe.send("CONNECT \(host):\(origin.port) HTTP/1.1\r\nHost: \(host)\r\n\r\n")
            let head = try await reader.headText()
            #expect(head.hasPrefix("HTTP/1.1 200 "))
            try await work(&reader, pipe)
        }
    }
}
