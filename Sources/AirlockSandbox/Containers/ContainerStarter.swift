import AirlockCore
import CSandbox

/// The program of ours that every container begins with (`CStarter`): it builds the walls that can only be built when everything
/// is mounted, and becomes what was asked for.
enum ContainerStarter {
    /// Where containers see it: in a folder that each makes anew, so that no layer ever holds it.
    static let path = "/dev/airlock-starter"

    /// What brings it there.
    static let mount = ContainerMount.file(source: AIRLOCK_STARTER, target: path)

    /// Absolute path of this machine's: it lies beside the executable that runs.
    /// - Throws: `.unavailable` if it is missing: then nothing runs.
    static var file: String {
        get throws(AirlockError) { try OwnProgram.file("airlock-starter") }
    }

    /// The command line of a container; see `CStarter/main.c`.
    /// - Parameter first: Options for a runtime that leaves more to do.
    static func arguments(_ description: ContainerDescription, _ first: [String] = []) -> [String] {
        let processes = description.processes.map { ["-p", "\($0)"] } ?? []
        let walls =
            description.writable.flatMap { ["-w", $0] } + description.devices.flatMap { ["-f", $0] }
            + ["-f", "/dev", "-f", "/proc"]
        let last = description.programs.count - 1
        let stages = description.programs.enumerated().flatMap { index, stage in
            stage.redirections + (index < last ? ["-n", "\(stage.argv.count)"] : [])
        }
        return [path] + first + processes + walls + stages + ["--"] + description.programs.flatMap(\.argv)
    }
}

extension SimpleCommand {
    fileprivate var redirections: [String] {
        let output: [String] =
            switch self.output {
            case .output: []
            case .errors: ["-o", "e"]
            case .nothing: ["-o", "n"]
            }
        return switch errors {
        case .errors: output
        case .output: output + ["-e", "o"]
        case .nothing: output + ["-e", "n"]
        }
    }
}

extension ContainerDescription {
    /// Folders below which programs may change everything.
    fileprivate var writable: [String] {
        guard root == nil else { return ["/"] }
        return mounts.compactMap { mount in
            switch mount {
            case .writable(_, let target), .memory(let target, _): target
            case .readOnly, .file, .symlink, .device: nil
            }
        }
    }

    /// Below these, what is there may be opened for writing.
    fileprivate var devices: [String] {
        mounts.compactMap { mount in if case .device(_, let target) = mount { target } else { nil } }
    }
}
