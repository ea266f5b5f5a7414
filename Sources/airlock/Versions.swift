import Foundation

/// Versions of the programs that results depend on, for the audit log.
enum Versions {
    static func read(environment: [String: String]) async -> [String: String] {
        var versions = ["airlock": Airlock.version]
        for (name, path) in [("bwrap", "/usr/bin/bwrap"), ("git", "/usr/bin/git"), ("python3", "/usr/bin/python3")] {
            versions[name] = firstLine(of: path)
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
    private static func firstLine(of path: String) -> String? {
        guard FileManager.default.isExecutableFile(atPath: path) else { return nil }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = ["--version"]
        process.environment = [:]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").first.map(String.init)
    }
}
