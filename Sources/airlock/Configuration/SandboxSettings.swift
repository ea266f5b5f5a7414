import AirlockCore
import AirlockSandbox

/// The `sandbox` part of `config.yaml`.
struct SandboxSettings: Sendable, Codable {
    /// `auto`, `bubblewrap`, `crun`, `runc` or the absolute path of an OCI runtime.
    var runtime = "auto"
    /// Absolute path of an OCI runtime that gives each container a kernel of its own.
    var virtualMachine: String?
    /// `host`, or the absolute path of an image: a folder or an OCI archive.
    var base = "host"
    /// Absolute folders that programs inside see read-only, e.g. `/opt/swift`.
    var toolchains: [String] = []
    /// Of layers on the disk, before those that no job needs are removed.
    var layerBudget = ByteCount(20 << 30)
    /// `host:port`, where allowed commands and project builds may connect to.
    var egress: [String] = []
    /// Those of them that may have a private address.
    var egressPrivate: [String] = []
    /// Of each program that a tool runs.
    var limits = LimitSettings(.ofCommands)
    /// Of each program of a project's build: a compiler on a busy machine takes its time.
    var buildLimits = LimitSettings(.ofBuilds)

    enum CodingKeys: String, CodingKey {
        case runtime, base, toolchains, egress, limits
        case virtualMachine = "virtual_machine"
        case layerBudget = "layer_budget"
        case egressPrivate = "egress_private"
        case buildLimits = "build_limits"
    }

    var choice: RuntimeChoice {
        get throws(AirlockError) { try RuntimeChoice(runtime, virtualMachine: virtualMachine) }
    }

    /// Nil without any: then nothing gets out.
    /// - Throws: `.invalidRequest` that names the entry.
    var lease: EgressLease? {
        get throws(AirlockError) { egress.isEmpty ? nil : try EgressLease(egress) }
    }

    static let schema: JSONValue = [
        "type": "object", "additionalProperties": false,
        "properties": [
            "runtime": ["type": "string", "minLength": 1],
            "virtual_machine": ["type": ["string", "null"], "minLength": 2],
            "base": ["type": "string", "minLength": 2],
            "toolchains": ["type": "array", "items": ["type": "string", "minLength": 2]],
            "layer_budget": ["type": ["string", "integer"], "minimum": 0],
            "egress": hosts, "egress_private": hosts,
            "limits": LimitSettings.schema, "build_limits": LimitSettings.schema,
        ],
    ]

    private static let hosts: JSONValue = [
        "type": "array", "maxItems": 256, "items": ["type": "string", "minLength": 3],
    ]
}

/// ``Limits`` as a person writes them: bytes with a unit or without.
struct LimitSettings: Sendable, Codable {
    var wallSeconds: Int
    var cpuSeconds: Int
    var output: ByteCount
    var memory: ByteCount
    var processes: Int
    var openFiles: Int
    var file: ByteCount
    var layer: ByteCount
    var inodes: Int

    enum CodingKeys: String, CodingKey {
        case output, memory, processes, file, layer, inodes
        case wallSeconds = "wall_seconds"
        case cpuSeconds = "cpu_seconds"
        case openFiles = "open_files"
    }

    init(_ limits: Limits) {
        wallSeconds = limits.wallSeconds
        cpuSeconds = limits.cpuSeconds
        output = ByteCount(limits.outputBytes)
        memory = ByteCount(limits.memoryBytes)
        processes = limits.processes
        openFiles = limits.openFiles
        file = ByteCount(limits.fileBytes)
        layer = ByteCount(limits.layerBytes)
        inodes = limits.inodes
    }

    var limits: Limits {
        Limits(
            wallSeconds: wallSeconds, cpuSeconds: cpuSeconds, outputBytes: output.bytes, memoryBytes: memory.bytes,
            processes: processes, openFiles: openFiles, fileBytes: file.bytes, layerBytes: layer.bytes, inodes: inodes)
    }

    static let schema: JSONValue = [
        "type": "object", "additionalProperties": false,
        "properties": [
            "wall_seconds": ["type": "integer", "minimum": 1, "maximum": 86400],
            "cpu_seconds": ["type": "integer", "minimum": 1, "maximum": 864_000],
            "output": bytes, "memory": bytes, "file": bytes, "layer": bytes,
            "processes": ["type": "integer", "minimum": 8, "maximum": 65536],
            "open_files": ["type": "integer", "minimum": 16, "maximum": 1_048_576],
            "inodes": ["type": "integer", "minimum": 1],
        ],
    ]

    private static let bytes: JSONValue = ["type": ["string", "integer"], "minimum": 4096]
}

extension Limits {
    static let ofCommands = Limits(
        wallSeconds: 120, cpuSeconds: 240, outputBytes: 1 << 18, memoryBytes: 4 << 30, processes: 256, openFiles: 4096,
        fileBytes: 1 << 30, layerBytes: 8 << 30, inodes: 1_000_000)
    static let ofBuilds = Limits(
        wallSeconds: 600, cpuSeconds: 1200, outputBytes: 1 << 18, memoryBytes: 8 << 30, processes: 512, openFiles: 4096,
        fileBytes: 2 << 30, layerBytes: 16 << 30, inodes: 1_000_000)
}
