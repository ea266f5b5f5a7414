import AirlockCore

/// An empty page in a browser context of its own, ready to be sent somewhere: no cookies, no cache, no storage of another's.
struct PageTab: Sendable {
    let connection: DevToolsConnection
    let screen: PixelSize
    /// The target's id, which is also that of the page's main frame.
    let target: String
    let session: String
    /// From the beginning of the session.
    let events: AsyncStream<DevToolsEvent>
    private let context: String

    /// - Throws: `.backendFailed`, `.cancelled`.
    static func open(_ connection: DevToolsConnection, _ screen: PixelSize) async throws -> PageTab {
        let made = try await connection.call("Target.createBrowserContext", ["disposeOnDetach": true])
        guard let context = made["browserContextId"]?.string else { throw AirlockError.odd("a context") }
        do {
            return try await open(connection, screen, in: context)
        } catch {
            dispose(of: context, connection)
            throw error
        }
    }

    /// Forgets it, with all that it has loaded.
    func close() {
        let (connection, session) = (connection, session)
        Task { await connection.endEvents(of: session) }
        Self.dispose(of: context, connection)
    }

    private static func open(
        _ connection: DevToolsConnection, _ screen: PixelSize, in context: String
    ) async throws -> PageTab {
        _ = try await connection.call(
            "Browser.setDownloadBehavior", ["behavior": "deny", "browserContextId": .string(context)])
        let made = try await connection.call(
            "Target.createTarget", ["url": "about:blank", "browserContextId": .string(context)])
        guard let target = made["targetId"]?.string else { throw AirlockError.odd("a page") }
        let attached = try await connection.call(
            "Target.attachToTarget", ["targetId": .string(target), "flatten": true])
        guard let session = attached["sessionId"]?.string else { throw AirlockError.odd("a session") }
        let tab = PageTab(
            connection: connection, screen: screen, target: target, session: session,
            events: await connection.events(of: session), context: context)
        do {
            try await tab.prepare()
        } catch {
            await connection.endEvents(of: session)
            throw error
        }
        return tab
    }

    private func prepare() async throws {
        let patterns: JSONValue = [
            ["urlPattern": "*", "requestStage": "Request"],
            ["urlPattern": "*", "requestStage": "Response", "resourceType": "Document"],
        ]
        let metrics: JSONValue = [
            "width": .integer(Int64(screen.width)), "height": .integer(Int64(screen.height)), "deviceScaleFactor": 1,
            "mobile": false,
        ]
        _ = try await connection.call("Page.enable", in: session)
        _ = try await connection.call("Network.enable", ["maxTotalBufferSize": 0], in: session)
        _ = try await connection.call("Fetch.enable", ["patterns": patterns], in: session)
        _ = try await connection.call("Emulation.setDeviceMetricsOverride", metrics, in: session)
        // What the empty page tells of its own loading must be over before a page's own is listened for.
        let loaded = "new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', done))"
        _ = try await connection.call(
            "Runtime.evaluate", ["expression": .string(loaded), "awaitPromise": true, "returnByValue": true],
            in: session)
    }

    /// By itself, so that it is forgotten also by whoever was cancelled.
    private static func dispose(of context: String, _ connection: DevToolsConnection) {
        Task { _ = try? await connection.call("Target.disposeBrowserContext", ["browserContextId": .string(context)]) }
    }
}

extension AirlockError {
    /// The browser answered, but without what was asked for.
    static func odd(_ what: String) -> AirlockError {
        AirlockError(.backendFailed, "the browser gave no answer for \(what)", hint: "try again")
    }
}
