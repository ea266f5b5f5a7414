import Foundation

/// Where things are kept on this machine.
struct Places: Sendable {
    /// `$AIRLOCK_HOME`, else `airlock` in the XDG data folder. Absolute.
    let home: String
    /// `$AIRLOCK_CACHE`, else `airlock` in the XDG cache folder. Absolute.
    let cache: String

    init(environment: [String: String]) {
        func absolute(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }
        let user = environment["HOME"] ?? "/root"
        func xdg(_ name: String, _ fallback: String) -> String {
            guard let value = environment[name], value.hasPrefix("/") else { return "\(user)/\(fallback)" }
            return value
        }
        home = absolute(environment["AIRLOCK_HOME"] ?? "\(xdg("XDG_DATA_HOME", ".local/share"))/airlock")
        cache = absolute(environment["AIRLOCK_CACHE"] ?? "\(xdg("XDG_CACHE_HOME", ".cache"))/airlock")
    }

    var configuration: String { "\(home)/config.yaml" }
    /// A policy file, whose relative path is seen from the state folder; nil for none.
    func policy(_ file: String?) -> String? { file.map { $0.hasPrefix("/") ? $0 : "\(home)/\($0)" } }
    var token: String { "\(home)/token" }
    /// Says where the running server of this state folder listens.
    var server: String { "\(home)/server.json" }
    /// What model probes found.
    var probes: String { "\(home)/model-probes.json" }
    var layers: String { "\(home)/layers" }
    /// Sockets of virtual desktops.
    var desktops: String { "\(home)/desktops" }
    var exports: String { "\(home)/exports" }
    var models: String { "\(cache)/models" }
    /// Root file systems, as they were taken in.
    var images: String { "\(cache)/images" }
    var index: String { "\(cache)/index.sqlite" }
}
