import AirlockCore
import Foundation

/// One visit to one page, in a tab that is made for it and forgotten with it.
struct PageVisit: Sendable {
    let tab: PageTab
    let limits: PageLimits

    private var connection: DevToolsConnection { tab.connection }
    private var session: String { tab.session }

    /// What the visit is for.
    struct Order: Sendable {
        let address: WebAddress
        let wanted: PageTraffic.Wanted
        let isPictured: Bool
        /// JavaScript whose value is wanted instead of the page's HTML; ours, never a page's.
        var expression: String?
        /// What of the first screen is pictured; nil: all of it.
        var region: PixelRegion?
    }

    /// Closes the tab.
    /// - Throws: `.denied`, `.limitExceeded`, `.backendFailed`, `.invalidRequest`, `.cancelled`.
    func capture(_ order: Order) async throws -> CapturedPage {
        defer { tab.close() }
        return try await within(limits.totalTime, "the page took longer than \(limits.totalTime)") {
            try await visit(order)
        }
    }

    private struct Loaded {
        let isComplete: Bool
        let time: Duration
    }

    private func visit(_ order: Order) async throws -> CapturedPage {
        let traffic = PageTraffic(
            connection, session: session, frame: tab.target, wanted: order.wanted, limits: limits)
        let following = Task { await traffic.follow(tab.events) }
        defer { following.cancel() }
        let start = ContinuousClock.now
        let isComplete = try await load(order.address, traffic)
        let loaded = Loaded(isComplete: isComplete, time: .now - start)
        if let content = await traffic.content {
            return CapturedPage(
                url: await traffic.contentURL, status: await traffic.status, title: "", content: content,
                screenshot: nil, isComplete: true, loadedBytes: await traffic.loadedBytes, loadTime: loaded.time)
        }
        let page = try await read(order, traffic, loaded)
        try await traffic.checkSize()
        return page
    }

    /// - Returns: Whether it loaded in time.
    private func load(_ address: WebAddress, _ traffic: PageTraffic) async throws -> Bool {
        let (connection, session) = (connection, session)
        let navigation = Task {
            let answer = try? await connection.call("Page.navigate", ["url": .string(address.text)], in: session)
            if let error = answer?["errorText"]?.string, await traffic.content == nil {
                await traffic.fail(AirlockError(.backendFailed, "\(address.host) can't be read: \(error)"))
            }
        }
        defer { navigation.cancel() }
        let limit = limits.loadTime
        let isLoaded = try await withThrowingTaskGroup(of: Bool.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                try await traffic.untilLoaded()
                return true
            }
            group.addTask {
                try await Task.sleep(for: limit)
                return false
            }
            return try await group.next() ?? false
        }
        if !isLoaded {
            _ = try await connection.call("Page.stopLoading", in: session)
            guard await traffic.status != 0 else {
                throw AirlockError(.backendFailed, "\(address.host) didn't answer in \(limit)")
            }
        }
        return isLoaded
    }

    private func read(
        _ order: Order, _ traffic: PageTraffic, _ loaded: Loaded
    ) async throws -> CapturedPage {
        let world = try await connection.call(
            "Page.createIsolatedWorld", ["frameId": .string(tab.target), "worldName": "airlock"], in: session)
        let answer = try await connection.call(
            "Runtime.evaluate",
            [
                "expression": .string(PageScript.reading(order.expression, limit: limits.documentBytes)),
                "contextId": world["executionContextId"] ?? .null, "returnByValue": true, "awaitPromise": true,
            ], in: session)
        guard let found = answer["result"]?["value"], let html = found["html"]?.string, let url = found["url"]?.string
        else { throw AirlockError.odd("the page's text") }
        let status = await traffic.status
        // What a page that says this itself gains is not to be read.
        if status >= 400, html.contains("<pre") || html.contains("Airlock: "), let said = Self.refusal(html) {
            throw AirlockError(
                .denied, said, hint: "browser.allow_private_hosts in config.yaml names servers of your own")
        }
        let title = found["title"]?.string ?? ""
        return CapturedPage(
            url: try WebAddress(url).text, status: status, title: String(title.prefix(500)), content: .html(html),
            screenshot: order.isPictured ? try await picture(order.region) : nil,
            isComplete: loaded.isComplete, loadedBytes: await traffic.loadedBytes, loadTime: loaded.time)
    }

    /// What our own way out said instead of a server.
    private static func refusal(_ html: String) -> String? {
        guard let start = html.range(of: "Airlock: "), html.utf8.count < 2000 else { return nil }
        return String(html[start.upperBound...].prefix { !$0.isNewline && $0 != "<" }.prefix(300))
    }

    private func picture(_ region: PixelRegion?) async throws -> [UInt8] {
        // The file is larger, and sooner there.
        var parameters: [String: JSONValue] = [
            "format": "png", "captureBeyondViewport": false, "optimizeForSpeed": true,
        ]
        if let region {
            parameters["clip"] = [
                "x": .integer(Int64(region.x)), "y": .integer(Int64(region.y)), "width": .integer(Int64(region.width)),
                "height": .integer(Int64(region.height)), "scale": 1,
            ]
        }
        let shot = try await connection.call("Page.captureScreenshot", .object(parameters), in: session)
        guard let data = shot["data"]?.string.flatMap({ Data(base64Encoded: $0) }) else {
            throw AirlockError.odd("a picture")
        }
        return Array(data)
    }
}

/// - Throws: `.limitExceeded` with `message` when `work` takes longer; it is cancelled then.
func within<Value: Sendable>(
    _ limit: Duration, _ message: String, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        defer { group.cancelAll() }
        group.addTask(operation: work)
        group.addTask {
            try await Task.sleep(for: limit)
            throw AirlockError(.limitExceeded, message)
        }
        guard let value = try await group.next() else { throw CancellationError() }
        return value
    }
}
