public import AirlockCore
import Glibc

/// Runs trials in containers on overlay layers, as an ordinary user, without a network.
///
/// One command is one container; one trial is one layer. Trials run side by side; nothing here waits for another job.
public actor OverlaySandbox: Sandbox {
    let store: LayerStore
    let container: Container
    private let measureLimits: MeasureLimits

    /// - Parameters:
    ///   - folder: Absolute path of the layers folder, made if missing; not on 9p, NFS or an overlay.
    ///   - toolchains: Absolute host folders that programs see read-only at the same path, besides `/usr`.
    ///   - egress: Serves the leases of programs; nil: nothing gets out.
    ///   - temporaryBytes: Room of each folder in memory (`/tmp`, the home folder) of one program.
    ///   - runtime: What makes the containers; see ``SandboxProbe`` for the best that works here.
    /// - Throws: `.unavailable` without a toolchain's folder, `.backendFailed` if the folder can't be used.
    public init(
        folder: String, toolchains: [String], temporaryBytes: Int, runtime: SandboxRuntime,
        egress: (any EgressGate)? = nil
    ) throws(AirlockError) {
        for toolchain in toolchains where !toolchain.hasPrefix("/") || access(toolchain, F_OK) != 0 {
            throw AirlockError(
                .unavailable, "there is no toolchain folder \(toolchain)",
                hint: "correct sandbox.toolchains in config.yaml")
        }
        let owner = SandboxUser.current
        do {
            store = try LayerStore(path: folder, owner: owner)
        } catch {
            throw error.airlockError
        }
        container = Container(
            runtime: runtime.program, toolchains: toolchains, owner: owner, temporaryBytes: temporaryBytes,
            reserve: DiskReserve(folder: store.folder), cgroups: CgroupTree.find(), egress: egress)
        measureLimits = MeasureLimits()
    }

    public func tryOut(_ trial: consuming Trial, on base: Snapshot) async throws -> (ToolOutput, SealedBranch) {
        let branch = try await branch(on: base)
        do {
            let output = try await trial.run(in: branch)
            return (output, try await branch.seal())
        } catch {
            await branch.abandon()
            throw error
        }
    }

    public func promote(_ promotion: consuming Promotion) async throws -> Snapshot {
        let branch = promotion.branch
        let store = store
        return try await onOwnThread {
            if branch.effect.changes.isEmpty {
                _ = try store.chain(of: branch.base)
                return branch.base
            }
            let snapshot = try store.promote(branch)
            store.shortenChain(of: snapshot)
            return snapshot
        }
    }

    public func drop(_ branch: SealedBranch.ID) async {
        let store = store
        // What can't be removed now is removed at the next start.
        try? await onOwnThread { try store.drop(branch) }
    }

    /// Removes what a crash left of branches that were never sealed. Call it before anything else runs.
    /// - Returns: What it removed.
    public func recover() async throws -> [String] {
        let store = store
        return try await onOwnThread { try store.removeLeftovers() }
    }

    /// Sealed branches that were neither promoted nor dropped, also those of earlier starts.
    public func branches() async throws -> [SealedBranch] {
        let store = store
        return try await onOwnThread { try store.branches() }
    }

    /// A fresh branch, not yet mounted.
    /// - Parameter seed: Puts something into the layer before it is mounted.
    func branch(
        on base: Snapshot, seed: @escaping @Sendable (FileTree) throws -> Void = { _ in }
    ) async throws -> OverlayBranch {
        let store = store
        let chain = try await onOwnThread { try store.chainToMount(of: base) }
        return OverlayBranch(
            store: store, base: base, chain: chain, container: container, measureLimits: measureLimits, seed: seed)
    }
}
