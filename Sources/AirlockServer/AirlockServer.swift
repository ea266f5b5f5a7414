public import AirlockCore
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// The HTTP interface and the web page, for programs and people on this machine: it listens on 127.0.0.1 only.
public struct AirlockServer: Sendable {
    private let desk: any Desk
    private let desktops: any DesktopControl
    private let tokens: any TokenAuthority
    private let loginCodes: LoginCodes
    private let tools: [ToolSpec]
    private let world: World
    private let version: String
    private let port: Int
    private let approvalTimeout: Int
    private let egress: [String]
    private let heartbeat: Duration

    /// - Parameters:
    ///   - tools: What `/openapi.json` describes: the toolbox's `specs`.
    ///   - port: 0 takes a free one.
    ///   - approvalTimeout: Seconds that `human_approval` waits if its body names none.
    ///   - egress: Where allowed commands may connect to, for people to see.
    ///   - heartbeat: How often an idle stream of events sends a comment.
    public init(
        desk: any Desk, desktops: any DesktopControl, tokens: any TokenAuthority, loginCodes: LoginCodes,
        tools: [ToolSpec], world: World, version: String, port: Int, approvalTimeout: Int = 900, egress: [String] = [],
        heartbeat: Duration = .seconds(15)
    ) {
        self.desk = desk
        self.desktops = desktops
        self.tokens = tokens
        self.loginCodes = loginCodes
        self.tools = tools
        self.world = world
        self.version = version
        self.port = port
        self.approvalTimeout = approvalTimeout
        self.egress = egress
        self.heartbeat = heartbeat
    }

    /// Serves until the task is cancelled; then lets requests finish for a second, ends the rest, and returns.
    /// - Parameter onReady: Called once with the port, when connections are accepted.
    /// - Throws: `.unavailable` if the port is in use.
    public func run(onReady: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        var logger = Logger(label: "airlock.server")
        logger.logLevel = .critical
        let bound = BoundPort(port)
        let application = Application(
            router: router(on: bound),
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: .init(
                address: .hostname("127.0.0.1", port: port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(256)),
            onServerRunning: { channel in
                bound.settle(on: channel.localAddress?.port ?? port)
                await onReady(bound.value)
            },
            logger: logger)
        var configuration = ServiceGroupConfiguration(services: [application], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(1)
        let group = ServiceGroup(configuration: configuration)
        // Not a child of this task: cancelling it must begin a graceful end, not an abrupt one.
        let serving = Task { try await group.run() }
        do {
            try await withTaskCancellationHandler {
                try await serving.value
            } onCancel: {
                Task { await group.triggerGracefulShutdown() }
            }
        } catch let error as IOError {
            throw refusal(error)
        } catch is CancellationError {
            return
        }
    }

    private func refusal(_ error: IOError) -> AirlockError {
        let why = error.errnoCode == EADDRINUSE ? "another program uses the port" : error.description
        return AirlockError(
            .unavailable, "can't listen on 127.0.0.1:\(port): \(why)",
            hint: "choose another with --port N (0: any free one)",
            cause: error)
    }

    private func router(on bound: BoundPort) -> Router<Visit> {
        let counts = RequestCounts()
        let sessions = Sessions(world: world)
        let cookie = SessionCookie(port: bound)
        let readership = Readership(desk: desk)
        let events = EventStream(counts: counts, heartbeat: heartbeat)
        let operations = OperationRoutes(version: version, tools: tools, desk: desk, counts: counts)
        let login = LoginRoutes(codes: loginCodes, sessions: sessions, tokens: tokens, cookie: cookie)

        let router = Router(context: Visit.self)
        router.add(middleware: AnswerHeaders())
        router.add(middleware: ErrorEnvelopes(world: world, counts: counts))
        router.add(middleware: LocalOnly(port: bound, cookie: cookie))
        PageRoutes().add(toOpen: router)
        operations.add(toOpen: router)
        login.add(toOpen: router)

        let signed = router.group()
            .add(middleware: Gate(tokens: tokens, sessions: sessions, cookie: cookie))
            .group(context: SignedVisit.self)
        operations.add(to: signed)
        login.add(to: signed)
        QuestionRoutes(defaultTimeout: approvalTimeout, desk: desk, readership: readership).add(to: signed)
        ToolRoutes(desk: desk, readership: readership).add(to: signed)
        ApprovalRoutes(desk: desk, readership: readership).add(to: signed)
        PermissionRoutes(desk: desk, egress: egress, world: world).add(to: signed)
        JobRoutes(desk: desk, readership: readership, events: events).add(to: signed)
        SnapshotRoutes(desk: desk, readership: readership).add(to: signed)
        DesktopRoutes(desktops: desktops, readership: readership).add(to: signed)
        ModelRoutes(desk: desk, events: events).add(to: signed)
        GatewayRoutes(desk: desk, events: events, world: world).add(to: signed)
        return router
    }
}
