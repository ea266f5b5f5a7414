import AirlockCore
import AirlockModels
import AirlockNet
import AirlockRuntime
import AirlockSandbox
import AirlockSearch
import AirlockStore
import AirlockTools
import AsyncHTTPClient
import Foundation

/// Puts the parts together. The only place that names concrete types of two siblings.
struct Composition: Sendable {
    let store: Store
    let sandbox: OverlaySandbox
    let orchestrator: Orchestrator
    let http: HTTPClient
    let policies: PolicyInForce
    let channels: ChannelWatch
    private let models: [LocalModel]
    private let probing: Task<Void, Never>
    private let egress: ProxyParts
    private let browser: BrowserParts?
    let desktops: DesktopParts
    private let sweeping: Task<Void, Never>

    /// - Parameter say: Told what a person should know, e.g. what a crash left and how it was put right.
    static func make(
        places: Places, settings: Configuration, environment: [String: String],
        say: @escaping @Sendable (String) -> Void
    ) async throws -> Composition {
        let http = HTTPClient.forModelServers()
        do {
            return try await assemble(http, places: places, settings: settings, environment: environment, say: say)
        } catch {
            // It insists on being shut down.
            try? await http.shutdown()
            throw error
        }
    }

    private static func assemble(
        _ http: HTTPClient, places: Places, settings: Configuration, environment: [String: String],
        say: @escaping @Sendable (String) -> Void
    ) async throws -> Composition {
        let world = World.live
        let folder = try StateFolder.take(places.home, minimumFreeBytes: 256 << 20)
        let store = try Store(folder, world: world)
        let runtime = try await Self.runtime(folder.layers, settings.sandbox)
        let local = LocalSearch(DocumentIndex(places.index), world: world)
        let keys = try ModelKeys(settings.model, environment: environment)
        let git = try GitAccounts(settings.git, environment: environment)
        let braveKey = try settings.search.braveKey(environment: environment)
        let channels = try ApprovalChannels(settings.approvals, environment: environment, http: http, world: world)
        // Read anew each time: a key file may change.
        let secrets: @Sendable () -> [String] = {
            keys.secrets + channels.secrets + git.secrets + [braveKey?.current].compactMap(\.self)
        }
        let audit = try JSONLAuditLog(
            folder, versions: await Versions.read(environment: environment), secrets: secrets())
        let parts = try ModelParts(
            settings.model,
            on: ModelParts.Base(
                places: places, machine: { try await MachineSurvey(environment: environment).facts(telling: say) },
                launcher: SandboxLauncher(temporaryBytes: Self.serviceBytes, runtime: runtime), http: http,
                world: world, keys: keys,
                record: { _ = try await audit.append(AuditRecord($0, world: world)) }, say: say))
        await parts.router.learn(ProbeTable(path: places.probes).results())
        let image = try await Self.image(settings.sandbox.base, places, runtime)
        let policies = try PolicyInForce(path: places.policy(settings.policy.file))
        let egress = ProxyParts(
            recordedAs: "egress", privateHosts: try EgressLease(settings.sandbox.egressPrivate),
            lending: Lending(book: store.leases, now: world.now), audit: audit, world: world)
        let sandbox = try OverlaySandbox(
            folder: folder.layers, toolchains: settings.sandbox.toolchains, temporaryBytes: 1 << 30, runtime: runtime,
            egress: egress.proxy, image: image)
        for line in try await cleanUp(sandbox, store) { say(line) }
        let artifacts = FolderArtifactStore(folder, maximumBytes: 64 << 20)
        let browser = try BrowserParts(settings.browser, runtime: runtime, audit: audit, world: world)
        let desktops = DesktopParts(
            on: sandbox, folder: places.desktops, runtime: runtime, artifacts: artifacts, audit: audit, world: world)
        let search = try SearchParts(
            settings.search,
            on: SearchParts.Base(
                local: local, browser: browser, http: http, world: world, braveKey: braveKey,
                secrets: secrets, audit: audit))
        let tools = builtinTools(
            search: search.providers, limits: settings.sandbox.limits.limits,
            buildLimits: settings.sandbox.buildLimits.limits,
            registries: { policies.judge.judge($0, in: $1).registries },
            gitAccess: { try git.access(to: $0, $1) },
            camera: browser?.camera, desktops: desktops.pool, pictures: desktops.pictures)
        let toolbox = Toolbox(tools)
        let planning = Self.planning(tools: Set(toolbox.specs.map(\.name)))
        let orchestrator = Orchestrator(
            OrchestratorParts(
                world: world, toolbox: toolbox, policy: policies.policy,
                permissions: Self.permissions(store, settings.access, try settings.sandbox.lease),
                environment: try SandboxEnvironment.digest(
                    settings.sandbox, runtime: "\(runtime)", image: image.map { "\($0)" }),
                sandbox: sandbox, exporter: sandbox,
                importer: { path in
                    guard let path else { return .empty }
                    return try await sandbox.importFolder(path)
                },
                inspector: sandbox, archive: sandbox, layerBudget: settings.sandbox.layerBudget.bytes,
                log: store.events, audit: audit, waitingRoom: store.waitingRoom,
                questions: store.waitingRoom, requests: store.requests,
                artifacts: artifacts,
                readers: [local] + (browser.map { [$0.reader] } ?? []), model: parts.router, planning: planning,
                exports: folder.exports,
                isVacant: { try HostFolder($0, outside: places.home).isVacant },
                patienceSeconds: settings.approvals.timeout))
        for line in try await orchestrator.recover() { say(line) }
        let probe = BackgroundProbe(
            parts.router, providers: parts.near, table: ProbeTable(path: places.probes), world: world)
        return Composition(
            store: store, sandbox: sandbox, orchestrator: orchestrator, http: http, policies: policies,
            channels: ChannelWatch(
                orchestrator: orchestrator, channels: channels.channels, audit: audit, world: world, say: say),
            models: parts.locals, probing: Task { await probe.run() }, egress: egress, browser: browser,
            desktops: desktops, sweeping: Task { await desktops.sweep(of: orchestrator) })
    }

    /// A call must keep within the limits of its token, and of its role.
    private static func permissions(_ store: Store, _ roles: AccessSettings, _ egress: EgressLease?) -> Permits {
        Permits(uses: store.featureUses, grants: store.grants, leases: store.leases, egress: egress) { owner, role in
            [try await store.tokens.limits(of: owner), roles.limits(of: role)]
        }
    }

    /// Nil for this machine's own `/usr`.
    private static func image(_ base: String, _ places: Places, _ runtime: SandboxRuntime) async throws -> RootImage? {
        guard base != "host" else { return nil }
        return try await RootImage.prepare(base, cache: places.images, runtime: runtime)
    }

    /// The best container runtime of those that are configured and work here.
    /// - Throws: `.unavailable` if none does: then nothing runs.
    private static func runtime(_ layers: String, _ settings: SandboxSettings) async throws -> SandboxRuntime {
        let survey = await SandboxProbe.survey(
            folder: layers, toolchains: settings.toolchains, runtime: try settings.choice)
        if let broken = survey.checks.first(where: { !$0.isFine }) {
            throw AirlockError(
                .unavailable, "the sandbox doesn't work here: \(broken.name): \(broken.detail)", hint: broken.hint)
        }
        guard let runtime = survey.runtime else {
            throw AirlockError(.unavailable, "the sandbox doesn't work here", hint: "see `airlock doctor`")
        }
        return runtime
    }

    /// Removes branches that a crash left: unsealed ones, and sealed ones that no question waits for.
    private static func cleanUp(_ sandbox: OverlaySandbox, _ store: Store) async throws -> [String] {
        var lines = try await sandbox.recover().map { "removed the half-made branch \($0)" }
        // An approved branch is still to be promoted, if the program died in between.
        let wanted = Set(try await store.waitingRoom.needed().map(\.id))
        for branch in try await sandbox.branches() where !wanted.contains(branch.id) {
            await sandbox.drop(branch.id)
            lines.append("removed the branch \(branch.id), which nobody waits for")
        }
        return lines
    }

    /// Ends what runs, in the order that loses nothing.
    func close() async {
        probing.cancel()
        sweeping.cancel()
        await orchestrator.shutDown()
        await desktops.close()
        for model in models { await model.stop() }
        await browser?.close()
        await egress.close()
        try? await http.shutdown()
        store.close()
    }

    /// Room in memory for the temporary files of a service of ours, in bytes.
    static let serviceBytes = 256 << 20

    /// What a planner may use, given the tools that exist.
    static func planning(tools: Set<String>) -> PlanningOptions {
        PlanningOptions(
            actions: tools, templates: ["python", "cmake", "node", "dotnet", "swift"], allowedPrograms: Self.programs)
    }

    /// Every tool that the specification names, also those that don't exist yet: what a planner is measured with.
    static let specifiedTools: Set<String> = [
        "browser_search", "screenshot", "shell_exec", "file_ops", "git_ops", "project_builder", "keyboard_mouse",
    ]

    /// First words of commands that a plan may hold; policy judges the whole command when it runs.
    private static let programs: Set<String> = [
        "cat", "cmake", "ctest", "diff", "dotnet", "echo", "find", "git", "grep", "head", "ls", "make", "mkdir", "node",
        "npm", "pip", "pwd", "pytest", "python", "python3", "sort", "swift", "tail", "test", "touch", "uniq", "wc",
    ]
}
