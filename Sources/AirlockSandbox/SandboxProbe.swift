import AirlockCore
import CSandbox
import Foundation

/// Finds out by trying whether this machine can run the sandbox, for `doctor` and for the start.
public enum SandboxProbe {
    /// File systems that can't hold layers, or lose them (statfs(2), linux/magic.h).
    private static let refused: [UInt64: String] = [
        0x0102_1997: "9p", 0x6969: "NFS", 0x794c_7630: "an overlay", 0xff53_4d42: "CIFS", 0xfe53_4d42: "SMB",
        0x6573_5546: "FUSE",
    ]

    /// Tries everything that a trial needs in this layers folder, which is made if it is missing.
    /// - Returns: In order of need; the first that isn't fine is the one to mend.
    public static func checks(folder: String, toolchains: [String]) async -> [SandboxCheck] {
        guard let bubblewrap = ContainerCommand.bubblewrap else {
            return [
                SandboxCheck(
                    name: "bubblewrap", isFine: false, detail: "bwrap is not in /usr/bin, /usr/local/bin or /bin",
                    hint: "sudo apt install bubblewrap")
            ]
        }
        var checks = [SandboxCheck(name: "bubblewrap", isFine: true, detail: bubblewrap, hint: nil)]
        let sandbox: OverlaySandbox
        do {
            sandbox = try OverlaySandbox(folder: folder, toolchains: toolchains, temporaryBytes: 16 << 20)
        } catch {
            return checks + [
                SandboxCheck(
                    name: "folder", isFine: false, detail: error.message,
                    hint: error.hint ?? "choose another state folder with AIRLOCK_HOME")
            ]
        }
        checks.append(fileSystem(sandbox.store))
        checks.append(await container(sandbox))
        checks.append(limits)
        return checks
    }

    private static func fileSystem(_ store: LayerStore) -> SandboxCheck {
        let type = airlock_filesystem_type(store.folder.number)
        guard let name = refused[type] else {
            return SandboxCheck(name: "file system", isFine: true, detail: store.path, hint: nil)
        }
        return SandboxCheck(
            name: "file system", isFine: false, detail: "\(store.path) lies on \(name)",
            hint: "set AIRLOCK_HOME to a folder on a local file system (ext4, xfs, btrfs); on WSL2 below /home")
    }

    /// One program in one container on one layer, looking at its own confinement.
    private static func container(_ sandbox: OverlaySandbox) async -> SandboxCheck {
        do {
            let branch = try await sandbox.branch(on: .empty)
            let limits = Limits(
                wallSeconds: 30, cpuSeconds: 30, outputBytes: 4096, memoryBytes: 256 << 20, processes: 16,
                openFiles: 256, fileBytes: 1 << 20, layerBytes: 16 << 20, inodes: 100)
            let script =
                "echo x > f && grep -Eq '^Seccomp:.2' /proc/self/status && grep -Eq '^CapEff:.0+$' /proc/self/status"
            do {
                let result = try await branch.run(Program(["/bin/sh", "-c", script], limits: limits))
                await branch.abandon()
                guard result.exitStatus == 0 else {
                    throw AirlockError(.unavailable, "a program in the sandbox isn't confined")
                }
            } catch {
                await branch.abandon()
                throw error
            }
            return SandboxCheck(
                name: "container", isFine: true,
                detail: "user namespace, overlay and system-call filter work, as user \(sandbox.store.owner.uid)",
                hint: nil)
        } catch {
            let known = AirlockError(error, otherwise: .unavailable)
            return SandboxCheck(
                name: "container", isFine: false, detail: known.message,
                hint: ContainerCommand.cure(ofSaying: known.message) ?? cure)
        }
    }

    /// What most often stands in the way of user namespaces, by what the kernel says of itself.
    private static var cure: String {
        func setting(_ name: String) -> String? {
            (try? String(contentsOfFile: "/proc/sys/" + name, encoding: .utf8))?
                .trimmingCharacters(in: .whitespacesAndNewlines)
        }
        if setting("kernel/apparmor_restrict_unprivileged_userns") == "1" {
            return """
                Ubuntu's AppArmor keeps ordinary programs from user namespaces: let scripts/bootstrap install the profile for \
                airlock and bwrap, or run: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
                """
        }
        if setting("kernel/unprivileged_userns_clone") == "0" {
            return "run: sudo sysctl -w kernel.unprivileged_userns_clone=1"
        }
        if setting("user/max_user_namespaces") == "0" {
            return "run: sudo sysctl -w user.max_user_namespaces=15000"
        }
        return """
            Airlock needs Linux 5.14 or newer with user namespaces and an overlay file system; in a container it needs \
            the right to make user namespaces
            """
    }

    private static var limits: SandboxCheck {
        SandboxCheck(
            name: "limits", isFine: true,
            detail: """
                wall time, output, file size (RLIMIT_FSIZE), memory of each process (RLIMIT_DATA), processes of each sandbox \
                (RLIMIT_NPROC in its user namespace), memory folders; no limit on memory of all processes together
                """, hint: nil)
    }
}
