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

    /// Tries everything that a trial needs in this layers folder, which is made if it is missing, with one runtime after
    /// the other until one works.
    public static func survey(folder: String, toolchains: [String], runtime: RuntimeChoice) async -> SandboxSurvey {
        let candidates: [SandboxRuntime]
        do {
            candidates = try runtime.candidates()
        } catch {
            return SandboxSurvey(runtime: nil, checks: [failed("runtime", error)])
        }
        var failures: [AirlockError] = []
        for candidate in candidates {
            do {
                let sandbox = try OverlaySandbox(
                    folder: folder, toolchains: toolchains, temporaryBytes: 16 << 20, runtime: candidate)
                let place = fileSystem(sandbox.store)
                if let failure = await failure(of: candidate, in: sandbox) {
                    failures.append(failure)
                    guard failures.count == candidates.count else { continue }
                    return SandboxSurvey(
                        runtime: nil, checks: [installed(candidates), place] + failures.map { failed("container", $0) })
                }
                return SandboxSurvey(
                    runtime: candidate,
                    checks: [chosen(candidate, after: failures), place, works(candidate, sandbox.store.owner), limits])
            } catch {
                var known = error
                known.hint = known.hint ?? "choose another state folder with AIRLOCK_HOME"
                return SandboxSurvey(runtime: nil, checks: [installed(candidates), failed("folder", known)])
            }
        }
        return SandboxSurvey(runtime: nil, checks: [failed("runtime", AirlockError(.unavailable, "none is installed"))])
    }

    private static func failed(_ name: String, _ error: AirlockError) -> SandboxCheck {
        SandboxCheck(name: name, isFine: false, detail: error.message, hint: error.hint)
    }

    private static func installed(_ candidates: [SandboxRuntime]) -> SandboxCheck {
        let names = candidates.map { "\($0.name) (\($0.path))" }
        return SandboxCheck(name: "runtime", isFine: true, detail: names.joined(separator: ", "), hint: nil)
    }

    /// Which one, and why no better one.
    private static func chosen(_ runtime: SandboxRuntime, after failures: [AirlockError]) -> SandboxCheck {
        let kernel = runtime.isVirtualMachine ? "each container is a virtual machine" : "containers share this kernel"
        let reasons = failures.map { "; not \($0.message)" }.joined()
        return SandboxCheck(
            name: "runtime", isFine: true, detail: "\(runtime.name) (\(runtime.path)): \(kernel)\(reasons)", hint: nil)
    }

    private static func works(_ runtime: SandboxRuntime, _ owner: SandboxUser) -> SandboxCheck {
        let walls =
            runtime.isVirtualMachine ? "a kernel of its own" : "user namespace, system-call filter, \(secondWall)"
        return SandboxCheck(
            name: "container", isFine: true, detail: "\(walls) and overlay work, as user \(owner.uid)", hint: nil)
    }

    /// The first version of Landlock that is used; the one before refuses every rename between folders.
    static let landlockVersion = 2

    private static var secondWall: String {
        let version = airlock_landlock_version()
        return version < landlockVersion
            ? "no Landlock (this kernel has version \(version), \(landlockVersion) is needed)" : "Landlock \(version)"
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

    /// Has one program in one container on one layer look at its own confinement.
    /// - Returns: What is wrong, with the runtime's name; nil if nothing is.
    private static func failure(of runtime: SandboxRuntime, in sandbox: OverlaySandbox) async -> AirlockError? {
        do {
            let branch = try await sandbox.branch(on: .empty)
            do {
                let result = try await branch.run(Program(["/bin/sh", "-c", script], limits: probeLimits))
                await branch.abandon()
                try check(result, runtime)
                return nil
            } catch {
                await branch.abandon()
                throw error
            }
        } catch {
            var known = AirlockError(error, otherwise: .unavailable)
            known.hint = runtime.program.cure(ofSaying: known.message) ?? cure
            known.message = "\(runtime.name): \(known.message)"
            return known
        }
    }

    private static let probeLimits = Limits(
        wallSeconds: 30, cpuSeconds: 30, outputBytes: 4096, memoryBytes: 256 << 20, processes: 16, openFiles: 256,
        fileBytes: 1 << 20, layerBytes: 16 << 20, inodes: 100)

    private static let script = """
        echo x > f && grep -Eq '^CapEff:.0+$' /proc/self/status || exit 1
        grep -Eq '^Seccomp:.2' /proc/self/status && echo filtered
        cat \(bootPath)
        """
    /// A random name that each start of a kernel gives itself (random(4)).
    private static let bootPath = "/proc/sys/kernel/random/boot_id"

    private static func check(_ result: ProgramResult, _ runtime: SandboxRuntime) throws {
        let said = String(decoding: result.standardOutput, as: UTF8.self)
        let boot = try String(contentsOfFile: bootPath, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        let isConfined = runtime.isVirtualMachine ? !said.contains(boot) : said.contains("filtered")
        guard result.exitStatus == 0, isConfined else {
            throw AirlockError(.unavailable, "a program in the sandbox isn't confined")
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
        let together =
            switch CgroupTree.find()?.version {
            case .two: "held together by the kernel (cgroup v2)"
            case .one: "held together by the kernel (cgroup v1)"
            case nil:
                "sampled ten times a second: no control group is ours (start it as root, or with systemd-run --user --scope -p Delegate=yes)"
            }
        return SandboxCheck(
            name: "limits", isFine: true,
            detail: """
                memory, processor time and processes of a run \(together); wall time, output, open files, largest file, size and \
                files of a branch everywhere
                """, hint: nil)
    }
}
