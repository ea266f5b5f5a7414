import AirlockCore
import Glibc

/// `config.json` of a bundle: the same walls as bubblewrap builds.
struct OCIConfiguration: Sendable {
    let description: ContainerDescription
    let user: Int

    /// What the container says before it starts the program.
    static let mark = "started"

    /// The program must not be the first process of its pid namespace, which no signal ends by default and which inherits all
    /// orphans: the starter is.
    private static let first = ["-i", "-c"]

    var json: JSONValue {
        [
            "ociVersion": "1.0.2", "hostname": "airlock", "process": process,
            "root": ["path": .string(description.root ?? "rootfs"), "readonly": .bool(description.root == nil)],
            "mounts": .array(
                Self.systemMounts + ([ContainerStarter.mount] + description.mounts).compactMap(Self.mount)),
            "linux": linux,
        ]
    }

    private var process: JSONValue {
        let arguments = ContainerStarter.arguments(description, Self.first + [description.folder])
        let environment = description.environment.map { "\($0.key)=\($0.value)" }.sorted()
        let number = JSONValue.integer(Int64(user))
        let none: JSONValue = []
        return [
            "terminal": false, "cwd": "/", "user": ["uid": number, "gid": number],
            "args": .array(arguments.map(JSONValue.string)), "env": .array(environment.map(JSONValue.string)),
            "capabilities": [
                "bounding": none, "effective": none, "permitted": none, "inheritable": none, "ambient": none,
            ],
            "noNewPrivileges": true, "oomScoreAdj": 1000, "rlimits": .array(limits),
        ]
    }

    private var linux: JSONValue {
        let kinds = ["pid", "ipc", "uts", "mount", "user"]
        let mapping: JSONValue = [["containerID": .integer(Int64(user)), "hostID": 0, "size": 1]]
        return [
            "namespaces": .array(kinds.map { ["type": .string($0)] }), "uidMappings": mapping, "gidMappings": mapping,
            "seccomp": OCISystemCallFilter.json,
            "maskedPaths": [
                "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/scsi",
            ],
            "readonlyPaths": ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"],
        ]
    }

    private var limits: [JSONValue] {
        [
            Self.limit("RLIMIT_DATA", __rlimit_resource_t(RLIMIT_DATA.rawValue), description.memoryBytes),
            Self.limit("RLIMIT_FSIZE", __rlimit_resource_t(RLIMIT_FSIZE.rawValue), description.fileBytes),
        ].compactMap { $0 }
    }

    /// Never above what we are held to ourselves, which nobody could raise.
    private static func limit(_ name: String, _ resource: __rlimit_resource_t, _ bytes: Int?) -> JSONValue? {
        var ours = rlimit()
        guard let bytes, getrlimit(resource, &ours) == 0 else { return nil }
        let value = JSONValue.integer(Int64(clamping: min(UInt64(max(bytes, 0)), UInt64(ours.rlim_max))))
        return ["type": .string(name), "soft": value, "hard": value]
    }

    private static let systemMounts: [JSONValue] = [
        mount("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]),
        mount("/dev", "tmpfs", "tmpfs", ["nosuid", "noexec", "ro", "mode=755", "size=65536"]),
        mount("/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"]),
    ]

    private static func mount(_ mount: ContainerMount) -> JSONValue? {
        switch mount {
        // The root is ours to fill before it is closed.
        case .symlink: nil
        case .readOnly(let source, let target): Self.mount(target, "bind", source, ["rbind", "rro", "nosuid", "nodev"])
        // crun 1.8 takes what it is to close recursively for a folder.
        case .file(let source, let target): Self.mount(target, "bind", source, ["bind", "ro", "nosuid", "nodev"])
        case .writable(let source, let target): Self.mount(target, "bind", source, ["rbind", "rw", "nosuid", "nodev"])
        case .device(let source, let target): Self.mount(target, "bind", source, ["rbind", "rw", "nosuid", "noexec"])
        case .memory(let target, let bytes):
            Self.mount(target, "tmpfs", "tmpfs", ["nosuid", "nodev", "mode=755", "size=\(bytes)"])
        }
    }

    private static func mount(_ target: String, _ type: String, _ source: String, _ options: [String]) -> JSONValue {
        [
            "destination": .string(target), "type": .string(type), "source": .string(source),
            "options": .array(options.map(JSONValue.string)),
        ]
    }
}
