import AirlockCore

/// Judges what one page asks for while it loads, and sees when it has.
actor PageTraffic {
    enum Wanted { case page, raw }

    private let connection: DevToolsConnection
    private let session: String
    private let frame: String
    private let wanted: Wanted
    private let limits: PageLimits
    private var requests = 0
    private(set) var loadedBytes = 0
    /// Of the page's own document.
    private(set) var status = 0
    private(set) var content: CapturedPage.Content?
    private(set) var contentURL = ""
    private var outcome: Result<Void, AirlockError>?
    private var waiting: CheckedContinuation<Void, any Error>?

    init(
        _ connection: DevToolsConnection, session: String, frame: String, wanted: Wanted, limits: PageLimits
    ) {
        self.connection = connection
        self.session = session
        self.frame = frame
        self.wanted = wanted
        self.limits = limits
    }

    /// Until the stream ends or the task is cancelled.
    func follow(_ events: AsyncStream<DevToolsEvent>) async {
        for await event in events { hear(event) }
        settle(.failure(AirlockError(.backendFailed, "the page's process ended", hint: "try again")))
    }

    /// Returns when the page has loaded, or what was wanted of it is here.
    /// - Throws: Why it can't be had; `.cancelled`.
    func untilLoaded() async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if let outcome { return continuation.resume(with: outcome.mapError { $0 as any Error }) }
                if Task.isCancelled { return continuation.resume(throwing: CancellationError()) }
                waiting = continuation
            }
        } onCancel: {
            Task { await self.giveUp() }
        }
    }

    func fail(_ error: AirlockError) { settle(.failure(error)) }

    private func giveUp() {
        waiting?.resume(throwing: CancellationError())
        waiting = nil
    }

    /// - Throws: `.limitExceeded` if more was loaded than may be: that is counted also after the page has loaded.
    func checkSize() throws(AirlockError) {
        guard loadedBytes > limits.loadedBytes else { return }
        throw AirlockError(.limitExceeded, "the page loads more than \(limits.loadedBytes) bytes")
    }

    private func settle(_ new: Result<Void, AirlockError>) {
        guard outcome == nil else { return }
        outcome = new
        waiting?.resume(with: new.mapError { $0 as any Error })
        waiting = nil
    }

    private func hear(_ event: DevToolsEvent) {
        let parameters = event.parameters
        switch event.method {
        // Before the page's own document has come it is the empty page that has loaded.
        case "Page.loadEventFired": if status != 0 { settle(.success(())) }
        case "Page.javascriptDialogOpening": send("Page.handleJavaScriptDialog", ["accept": false])
        case "Inspector.targetCrashed": fail(AirlockError(.backendFailed, "the page crashed the browser's process"))
        case "Network.dataReceived": count(parameters["dataLength"]?.integer ?? 0)
        case "Network.requestServedFromCache": break
        case "Fetch.requestPaused": judge(parameters)
        default: break
        }
    }

    private func count(_ bytes: Int) {
        loadedBytes += max(bytes, 0)
        do { try checkSize() } catch { fail(error) }
    }

    private func judge(_ paused: JSONValue) {
        guard let id = paused["requestId"]?.string else { return }
        let isDocument = paused["resourceType"]?.string == "Document" && paused["frameId"]?.string == frame
        if let status = paused["responseStatusCode"]?.integer {
            guard isDocument, !(300..<400).contains(status) else { return pass(id) }
            return receive(id, status, paused)
        }
        if paused["responseErrorReason"] != nil { return pass(id) }
        requests += 1
        let request = paused["request"]
        do {
            guard requests <= limits.requests else {
                throw AirlockError(.limitExceeded, "the page makes more than \(limits.requests) requests")
            }
            guard let method = request?["method"]?.string, method == "GET" || method == "HEAD" else {
                throw AirlockError(.denied, "the page wants to send something; pages are only read")
            }
            let url = request?["url"]?.string ?? ""
            // What is inside the page itself goes nowhere.
            if !url.hasPrefix("data:"), !url.hasPrefix("blob:") { _ = try WebAddress(url) }
            pass(id)
        } catch {
            send("Fetch.failRequest", ["requestId": .string(id), "errorReason": "BlockedByClient"])
            if isDocument { fail(AirlockError(error, otherwise: .denied)) }
        }
    }

    /// The page's own document begins to arrive.
    private func receive(_ id: String, _ status: Int, _ paused: JSONValue) {
        let type = Self.header("content-type", paused).prefix { $0 != ";" }.lowercased()
        let isPage = Self.isReadable(type)
        if wanted == .page, !isPage, type != "application/pdf" {
            send("Fetch.failRequest", ["requestId": .string(id), "errorReason": "Aborted"])
            // A page that is there already stays, whatever its scripts would have downloaded.
            guard self.status == 0 else { return }
            return fail(AirlockError(.invalidRequest, "\(type.prefix(80).debugDescription) can't be read as a page"))
        }
        self.status = status
        contentURL = paused["request"]?["url"]?.string ?? ""
        if wanted == .page, isPage { return pass(id) }
        let (connection, session, wanted, limit) = (connection, session, wanted, limits.documentBytes)
        Task {
            do {
                let bytes = try await DocumentStream(connection, session: session, request: id).bytes(limit: limit)
                took(wanted == .page ? .pdf(bytes) : .raw(bytes))
            } catch { fail(AirlockError(error, otherwise: .backendFailed)) }
        }
    }

    private func took(_ content: CapturedPage.Content) {
        self.content = content
        settle(.success(()))
    }

    private static func isReadable(_ type: String) -> Bool {
        type.hasPrefix("text/") || type == "application/xhtml+xml" || type.hasSuffix("+xml") || type.hasSuffix("/xml")
            || type.hasSuffix("json") || type.isEmpty
    }

    private static func header(_ name: String, _ paused: JSONValue) -> String {
        let fields = paused["responseHeaders"]?.array ?? []
        return fields.first { $0["name"]?.string?.lowercased() == name }?["value"]?.string ?? ""
    }

    private func pass(_ id: String) { send("Fetch.continueRequest", ["requestId": .string(id)]) }

    private func send(_ method: String, _ parameters: JSONValue) {
        let (connection, session) = (connection, session)
        // A request that is gone by now needs no answer.
        Task { _ = try? await connection.call(method, parameters, in: session) }
    }
}
