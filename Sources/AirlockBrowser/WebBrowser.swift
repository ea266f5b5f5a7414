public import AirlockCore

/// One warm browser, started when it is first needed and anew when it ended or has shown many pages, stopped when nobody has
/// needed it for a while.
public actor WebBrowser {
    /// Pages at a time; more wait.
    private static let pagesAtATime = 4
    /// Pages after which it is started anew, so that what they left in its memory doesn't add up.
    private static let pagesOfOne = 200
    /// Bytes after which it is started anew, well before its way out has had enough of it.
    private static let bytesOfOne = 512 << 20
    private static let idleTime = Duration.seconds(300)
    private static let startTime = Duration.seconds(30)

    private struct Running {
        let dialogue: any ServiceDialogue
        let connection: DevToolsConnection
    }

    private let program: BrowserProgram
    private let launcher: any DialogueLauncher
    private let egress: EgressLease
    private let limits: PageLimits
    private var running: Running?
    /// Opened ahead, so that the next visit needn't wait for it. Of the running browser, as long as there is one.
    private var spare: Task<PageTab, any Error>?
    private var starting: Task<Running, any Error>?
    private var shown = 0
    private var loadedBytes = 0
    private var visits = 0
    private var queue: [CheckedContinuation<Void, Never>] = []
    private var idling: Task<Void, Never>?
    private var isStopped = false

    /// - Parameter egress: The open web, and what a person added to it.
    public init(
        _ program: BrowserProgram, launcher: any DialogueLauncher, egress: EgressLease, limits: PageLimits = .standard
    ) {
        self.program = program
        self.launcher = launcher
        self.egress = egress
        self.limits = limits
    }

    /// Visits a page in a browser context of its own: nothing of an earlier visit is known to it.
    /// - Throws: `.denied` for an address that isn't let through, `.limitExceeded`, `.invalidRequest`, `.unavailable`,
    ///   `.backendFailed`, `.cancelled`.
    public func page(
        at address: WebAddress, isPictured: Bool, region: PixelRegion? = nil, screen: PixelSize = .page
    ) async throws -> CapturedPage {
        if let region { try screen.check(region, "the region") }
        return try await visit(
            PageVisit.Order(address: address, wanted: .page, isPictured: isPictured, region: region), screen)
    }

    /// The value of an expression of ours in a page, as text.
    func value(of expression: String, at address: WebAddress) async throws -> CapturedPage {
        try await visit(
            PageVisit.Order(address: address, wanted: .page, isPictured: false, expression: expression), .page)
    }

    /// What a server sends for an address, whatever it is.
    func document(at address: WebAddress) async throws -> CapturedPage {
        try await visit(PageVisit.Order(address: address, wanted: .raw, isPictured: false), .page)
    }

    /// Starts it, so that the first page needn't wait.
    public func prewarm() async throws {
        openSpare(try await started().connection)
        _ = try? await spare?.value
    }

    /// Ends it with all its pages. Idempotent.
    public func stop() async {
        isStopped = true
        idling?.cancel()
        let starting = starting
        await end()
        if let late = try? await starting?.value { await late.dialogue.stop() }
    }

    private func visit(_ order: PageVisit.Order, _ screen: PixelSize) async throws -> CapturedPage {
        await enter()
        defer { leave() }
        try Task.checkCancellation()
        if shown >= Self.pagesOfOne || loadedBytes >= Self.bytesOfOne, visits == 1 { await end() }
        let connection = try await started().connection
        shown += 1
        do {
            let tab = try await tab(connection, screen)
            let page = try await PageVisit(tab: tab, limits: limits).capture(order)
            loadedBytes += page.loadedBytes
            openSpare(connection)
            return page
        } catch {
            // It may have loaded as much as it is allowed to.
            loadedBytes += limits.loadedBytes
            throw error
        }
    }

    private func tab(_ connection: DevToolsConnection, _ screen: PixelSize) async throws -> PageTab {
        if screen == .page, let ready = spare {
            spare = nil
            // One that could not be opened, or of a browser that has ended meanwhile, is no loss.
            if let tab = try? await ready.value, tab.connection === connection { return tab }
        }
        return try await Self.open(connection, screen, within: limits.totalTime)
    }

    private func openSpare(_ connection: DevToolsConnection) {
        guard spare == nil, !isStopped, running?.connection === connection else { return }
        spare = Task { [limits] in try await Self.open(connection, .page, within: limits.totalTime) }
    }

    private static func open(
        _ connection: DevToolsConnection, _ screen: PixelSize, within limit: Duration
    ) async throws -> PageTab {
        try await AirlockBrowser.within(limit, "the browser took longer than \(limit) to open a page") {
            try await PageTab.open(connection, screen)
        }
    }

    private func enter() async {
        idling?.cancel()
        if visits >= Self.pagesAtATime {
            // Whoever leaves hands its place over.
            await withCheckedContinuation { queue.append($0) }
        } else {
            visits += 1
        }
    }

    private func leave() {
        if !queue.isEmpty { return queue.removeFirst().resume() }
        visits -= 1
        guard visits == 0 else { return }
        idling = Task { [weak self] in
            try? await Task.sleep(for: Self.idleTime)
            if !Task.isCancelled { await self?.endIfIdle() }
        }
    }

    private func endIfIdle() async {
        if visits == 0 { await end() }
    }

    private func end() async {
        let ended = running
        running = nil
        spare?.cancel()
        spare = nil
        shown = 0
        loadedBytes = 0
        await ended?.dialogue.stop()
    }

    private func started() async throws -> Running {
        guard !isStopped else { throw AirlockError(.unavailable, "the browser was stopped") }
        if let running {
            if await !running.connection.isClosed { return running }
            if self.running?.connection === running.connection { self.running = nil }
        }
        if let running { return running }
        if let starting { return try await starting.value }
        let task = Task { try await start() }
        starting = task
        defer { starting = nil }
        let new = try await task.value
        running = new
        shown = 0
        loadedBytes = 0
        return new
    }

    private func start() async throws -> Running {
        let dialogue = try await launcher.converse(
            with: program.service(.page), egress: egress, limits: BrowserProgram.limits)
        let connection = DevToolsConnection(dialogue)
        await connection.open()
        do {
            _ = try await within(Self.startTime, "the browser took longer than \(Self.startTime) to start") {
                try await connection.call("Browser.getVersion")
            }
        } catch {
            let said = await dialogue.errorTail()
            await dialogue.stop()
            throw AirlockError(.unavailable, "the browser doesn't start: \(Self.lastLine(said))", cause: error)
        }
        return Running(dialogue: dialogue, connection: connection)
    }

    private static func lastLine(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).last ?? "it said nothing"
        return String(line.unicodeScalars.map { $0.value < 0x20 ? " " : Character($0) }.prefix(300))
    }
}
