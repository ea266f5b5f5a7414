import AirlockCore
import Testing

@testable import AirlockBrowser

struct PageTrafficTests {
    private func traffic(hearing events: [DevToolsEvent]) async -> PageTraffic {
        let traffic = PageTraffic(
            DevToolsConnection(SilentDialogue()), session: "s", frame: "f", wanted: .page, limits: .standard)
        let (stream, event) = AsyncStream.makeStream(of: DevToolsEvent.self)
        for one in events { event.yield(one) }
        event.finish()
        await traffic.follow(stream)
        return traffic
    }

    private static let loaded = DevToolsEvent(method: "Page.loadEventFired", parameters: [:])
    private static let document = document(of: "text/html")

    private static func document(of type: String) -> DevToolsEvent {
        DevToolsEvent(
            method: "Fetch.requestPaused",
            parameters: [
                "requestId": "1", "resourceType": "Document", "frameId": "f", "responseStatusCode": 200,
                "request": ["url": "http://x.test/", "method": "GET"],
                "responseHeaders": [["name": "Content-Type", "value": .string(type)]],
            ])
    }

    @Test func `a page that has come stays, whatever it would download before it has loaded`() async throws {
        let program = Self.document(of: "application/octet-stream")
        try await traffic(hearing: [Self.document, program, Self.loaded]).untilLoaded()
        let alone = await traffic(hearing: [program, Self.loaded])
        let error = await #expect(throws: AirlockError.self) { try await alone.untilLoaded() }
        #expect(error?.code == .invalidRequest)
    }

    @Test func `that the empty page has loaded is not taken for the page`() async throws {
        let early = await traffic(hearing: [Self.loaded, Self.document])
        let error = await #expect(throws: AirlockError.self) { try await early.untilLoaded() }
        #expect(error?.message == "the page's process ended")
        try await traffic(hearing: [Self.loaded, Self.document, Self.loaded]).untilLoaded()
    }

    @Test func `bytes are counted to the end, also those that come when the page has loaded`() async throws {
        let much = DevToolsEvent(
            method: "Network.dataReceived",
            parameters: ["dataLength": .integer(Int64(PageLimits.standard.loadedBytes) + 1)])
        let traffic = await traffic(hearing: [Self.document, Self.loaded, much])
        try await traffic.untilLoaded()
        let error = await #expect(throws: AirlockError.self) { try await traffic.checkSize() }
        #expect(error?.code == .limitExceeded)
    }
}

/// A browser that takes everything and says nothing.
private struct SilentDialogue: ServiceDialogue {
    func write(_ bytes: [UInt8]) async throws {}
    func finishWriting() async {}
    func read() async throws -> [UInt8]? { nil }
    func waitUntilExit() async -> Int32 { 0 }
    func errorTail() async -> String { "" }
    func stop() async {}
}
