import Foundation
import Glibc

/// What a process and all below it use, read from `/proc` (proc_pid_stat(5), proc_pid_status(5)). Every process of a pid
/// namespace is below its first one, also what called setsid or double-forked.
struct ProcessTree {
    let root: pid_t

    struct Use: Sendable, Hashable {
        var processes = 0
        var cpuMilliseconds = 0
        /// Private memory and shared memory that is mapped; pages that a fork shares count for each.
        var memoryBytes = 0
    }

    /// Processes that one look takes in.
    private static let limit = 8192

    func use() -> Use {
        var use = Use()
        var waiting = [root]
        while let process = waiting.popLast(), use.processes < Self.limit {
            guard let stat = CgroupFile.read("/proc/\(process)/stat") else { continue }
            use.processes += 1
            use.cpuMilliseconds += Self.cpuMilliseconds(stat)
            use.memoryBytes += Self.memoryBytes(CgroupFile.read("/proc/\(process)/status") ?? "")
            waiting += Self.children(of: process)
        }
        return use
    }

    private static func children(of process: pid_t) -> [pid_t] {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
        return threads.flatMap { thread in
            (CgroupFile.read("/proc/\(process)/task/\(thread)/children") ?? "").split(separator: " ")
                .compactMap { pid_t($0) }
        }
    }

    /// Own time and that of children that were waited for.
    static func cpuMilliseconds(_ stat: String) -> Int {
        // The second field is a name that may hold anything but ends with the last `)`.
        guard let end = stat.lastIndex(of: ")") else { return 0 }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 14 else { return 0 }
        let ticks = fields[11...14].compactMap { Int($0) }.reduce(0, +)
        return ticks * 1000 / max(sysconf(Int32(_SC_CLK_TCK)), 1)
    }

    static func memoryBytes(_ status: String) -> Int {
        status.split(separator: "\n").reduce(0) { sum, line in
            guard line.hasPrefix("RssAnon:") || line.hasPrefix("RssShmem:") else { return sum }
            return sum + 1024 * (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0)
        }
    }
}
