import AirlockCore
import Foundation
import Glibc

/// Where on this machine we may make control groups for the programs that we run: version 2 where it is delegated to us
/// (kernel, cgroup-v2.rst, "Delegation"), version 1 as root, else nothing.
struct CgroupTree: Sendable, Hashable {
    enum Version: String, Sendable {
        case one = "cgroup v1"
        case two = "cgroup v2"
    }

    let version: Version
    /// The folder below which a group for each run is made, by controller; version 2 has one folder for all.
    let folders: [String: String]

    /// Without these two a group isn't worth having; the third only counts.
    private static let needed = ["memory", "pids"]
    private static let counted = "cpuacct"

    /// Finds the best that works here by making a group and removing it again; nil if there is none.
    static func find() -> CgroupTree? {
        let mounts = CgroupMount.all()
        return [versionTwo(mounts), versionOne(mounts)].compactMap { $0 }.first { tree in
            tree.removeLeftovers()
            do {
                try RunCgroup(in: tree, memoryBytes: 64 << 20, processes: 64).remove()
                return true
            } catch {
                return false
            }
        }
    }

    /// Groups that a process made which is gone: a crash left them. One that is in use can't be removed.
    private func removeLeftovers() {
        for folder in Set(folders.values) {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            for name in names {
                guard let maker = RunCgroup.maker(of: name), kill(maker, 0) < 0, errno == ESRCH else { continue }
                rmdir("\(folder)/\(name)")
            }
        }
    }

    private static func versionOne(_ mounts: [CgroupMount]) -> CgroupTree? {
        var folders: [String: String] = [:]
        for controller in needed + [counted] {
            folders[controller] = mounts.first { $0.controllers.contains(controller) }?.ownFolder
        }
        return needed.allSatisfy { folders[$0] != nil } ? CgroupTree(version: .one, folders: folders) : nil
    }

    private static func versionTwo(_ mounts: [CgroupMount]) -> CgroupTree? {
        guard let mount = mounts.first(where: \.isVersionTwo) else { return nil }
        for base in [mount.ownFolder, geteuid() == 0 ? makeFolder("\(mount.point)/airlock") : nil] {
            guard let base, enable(below: base) else { continue }
            return CgroupTree(version: .two, folders: Dictionary(uniqueKeysWithValues: needed.map { ($0, base) }))
        }
        return nil
    }

    private static func makeFolder(_ path: String) -> String? {
        mkdir(path, 0o755) == 0 || errno == EEXIST ? path : nil
    }

    /// A group whose controllers are handed down may hold no process itself: where only we are in it, we move one down.
    private static func enable(below folder: String) -> Bool {
        func words(_ name: String) -> [Substring] {
            CgroupFile.read("\(folder)/\(name)")?.split(whereSeparator: \.isWhitespace) ?? []
        }
        guard needed.allSatisfy({ words("cgroup.controllers").contains($0[...]) }) else { return false }
        if needed.allSatisfy({ words("cgroup.subtree_control").contains($0[...]) }) { return true }
        let inside = words("cgroup.procs")
        if !inside.isEmpty {
            guard inside == ["\(getpid())"], let own = makeFolder("\(folder)/airlock-itself"),
                CgroupFile.write("\(getpid())", to: "\(own)/cgroup.procs")
            else { return false }
        }
        return CgroupFile.write(needed.map { "+\($0)" }.joined(separator: " "), to: "\(folder)/cgroup.subtree_control")
    }
}

/// One mounted hierarchy, and our own place in it.
struct CgroupMount: Sendable {
    let point: String
    let isVersionTwo: Bool
    let controllers: Set<String>
    /// The folder of the group that we are in.
    let ownFolder: String

    /// From `/proc/self/mountinfo` and `/proc/self/cgroup` (proc(5), cgroups(7)).
    static func all() -> [CgroupMount] {
        guard let mounts = CgroupFile.read("/proc/self/mountinfo"), let groups = CgroupFile.read("/proc/self/cgroup")
        else { return [] }
        return parse(mounts: mounts, groups: groups)
    }

    static func parse(mounts: String, groups: String) -> [CgroupMount] {
        var own: [(controllers: Set<String>, path: String)] = []
        for line in groups.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            own.append((Set(parts[1].split(separator: ",").map(String.init)), String(parts[2])))
        }
        return mounts.split(separator: "\n").compactMap { line in
            let halves = line.components(separatedBy: " - ")
            guard halves.count == 2 else { return nil }
            let mount = halves[0].split(separator: " ")
            let system = halves[1].split(separator: " ")
            guard mount.count >= 5, system.count >= 3, system[0] == "cgroup" || system[0] == "cgroup2" else {
                return nil
            }
            let isVersionTwo = system[0] == "cgroup2"
            let options = Set(system[2].split(separator: ",").map(String.init))
            let group = own.first {
                isVersionTwo ? $0.controllers.isEmpty : !$0.controllers.isDisjoint(with: options)
            }
            guard let group else { return nil }
            let (root, point) = (String(mount[3]), String(mount[4]))
            // In a container the mount shows a part of the hierarchy only.
            let below = root == "/" ? group.path : String(group.path.dropFirst(root.count))
            guard root == "/" || group.path.hasPrefix(root) else { return nil }
            return CgroupMount(
                point: point, isVersionTwo: isVersionTwo, controllers: isVersionTwo ? [] : options,
                ownFolder: below == "/" || below.isEmpty ? point : point + below)
        }
    }
}

/// The small text files that control groups are made of.
enum CgroupFile {
    static func read(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

    static func write(_ text: String, to path: String) -> Bool {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        return Glibc.write(file, text, text.utf8.count) == text.utf8.count
    }

    /// The number behind a word, e.g. `oom_kill 3`.
    static func value(_ word: String, in path: String) -> Int? {
        for line in read(path)?.split(separator: "\n") ?? [] {
            let parts = line.split(separator: " ")
            if parts.count == 2, parts[0] == word { return Int(parts[1]) }
        }
        return nil
    }

    static func number(_ path: String) -> Int? {
        read(path).flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }
}
