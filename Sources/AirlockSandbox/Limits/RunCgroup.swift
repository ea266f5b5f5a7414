import AirlockCore
import Foundation
import Glibc

/// The control groups of one run: the kernel itself holds all its processes together to the limits.
final class RunCgroup: Sendable {
    private static let prefix = "airlock-run-"

    /// The process that made a group of this name; nil for what isn't one of ours.
    static func maker(of name: String) -> pid_t? {
        guard name.hasPrefix(prefix) else { return nil }
        return name.dropFirst(prefix.count).split(separator: "-").first.flatMap { pid_t($0) }
    }

    let version: CgroupTree.Version
    /// Open `cgroup.procs` files, for ``airlock_spawn_request``.
    let entrances: [OpenFile]
    private let folders: [String: String]

    /// - Throws: ``SystemFailure`` if the kernel takes no such group or limit from us.
    init(in tree: CgroupTree, memoryBytes: Int, processes: Int) throws(SystemFailure) {
        version = tree.version
        let name = Self.prefix + "\(getpid())-" + String(UInt32.random(in: .min ... .max), radix: 16)
        folders = tree.folders.mapValues { "\($0)/\(name)" }
        var made: [String] = []
        do {
            for folder in Set(folders.values) {
                try systemCall("make the control group \(folder)") { mkdir(folder, 0o755) }
                made.append(folder)
            }
            try Self.limit(version, folders, memoryBytes: memoryBytes, processes: processes)
            entrances = try made.map { (folder) throws(SystemFailure) in
                OpenFile(
                    owning: try systemCall("enter the control group \(folder)") {
                        open("\(folder)/cgroup.procs", O_WRONLY | O_CLOEXEC)
                    })
            }
        } catch {
            for folder in made { rmdir(folder) }
            throw error
        }
    }

    private static func limit(
        _ version: CgroupTree.Version, _ folders: [String: String], memoryBytes: Int, processes: Int
    ) throws(SystemFailure) {
        let memory = folders["memory"] ?? ""
        let isLimited =
            switch version {
            case .one:
                CgroupFile.write("\(memoryBytes)", to: "\(memory)/memory.limit_in_bytes")
                    && withoutSwap("\(memory)/memory.memsw.limit_in_bytes", "\(memoryBytes)")
            case .two:
                CgroupFile.write("\(memoryBytes)", to: "\(memory)/memory.max")
                    && withoutSwap("\(memory)/memory.swap.max", "0")
            }
        // Threads of the runtime itself are counted too.
        guard isLimited, CgroupFile.write("\(processes + spareProcesses)", to: "\(folders["pids"] ?? "")/pids.max")
        else { throw SystemFailure(attempt: "limit the control group \(memory)", number: EPERM) }
    }

    private static let spareProcesses = 16

    /// A kernel without swap accounting has no such file.
    private static func withoutSwap(_ path: String, _ value: String) -> Bool {
        access(path, F_OK) != 0 || CgroupFile.write(value, to: path)
    }

    /// User and system time of all its processes, also of those that ended; nil if nothing counts it.
    var cpuMilliseconds: Int? {
        switch version {
        case .one: folders["cpuacct"].flatMap { CgroupFile.number("\($0)/cpuacct.usage") }.map { $0 / 1_000_000 }
        case .two: CgroupFile.value("usage_usec", in: "\(memory)/cpu.stat").map { $0 / 1000 }
        }
    }

    /// The most that they held at once.
    var peakMemoryBytes: Int? {
        switch version {
        case .one: CgroupFile.number("\(memory)/memory.max_usage_in_bytes")
        // Linux 5.19; before that what they hold now.
        case .two: CgroupFile.number("\(memory)/memory.peak") ?? CgroupFile.number("\(memory)/memory.current")
        }
    }

    /// Whether the kernel had to kill one of them for want of memory.
    var ranOutOfMemory: Bool {
        let file = version == .one ? "memory.oom_control" : "memory.events"
        return (CgroupFile.value("oom_kill", in: "\(memory)/\(file)") ?? 0) > 0
    }

    private var memory: String { folders["memory"] ?? "" }

    /// What can't be removed now is removed at the next start.
    func remove() { for folder in Set(folders.values) { rmdir(folder) } }
}
