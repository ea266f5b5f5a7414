import Foundation
import Subprocess
import SystemPackage

/// Versions of the programs that results depend on, for the audit log.
enum Versions {
    static func read(environment: [String: String]) async -> [String: String] {
        var versions = ["airlock": Airlock.version]
        for (name, path) in [("bwrap", "/usr/bin/bwrap"), ("git", "/usr/bin/git"), ("python3", "/usr/bin/python3")] {
            versions[name] = await firstLine(of: path)
        }
        var system = utsname()
        if uname(&system) == 0 {
            versions["linux"] = withUnsafeBytes(of: &system.release) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
        }
        return versions
    }

    /// What `path --version` says of itself; the program is the machine's own, run with an empty environment.
    private static func firstLine(of path: String) async -> String? {
        let result = try? await Subprocess.run(
            .path(FilePath(path)), arguments: ["--version"], environment: .custom([:] as [Environment.Key: String]),
            output: .string(limit: 64 << 10))
        return result?.standardOutput.split(separator: "\n").first.map(String.init)
    }
}
