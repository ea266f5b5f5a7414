public import AirlockCore
import Foundation

/// Which program makes the containers, as a person configures it.
public enum RuntimeChoice: Sendable, Hashable {
    /// The first that works here of: this OCI runtime, which makes each container a virtual machine; bubblewrap; crun; runc.
    case auto(virtualMachine: String?)
    case bubblewrap
    /// One OCI runtime by its absolute path.
    case oci(path: String, isVirtualMachine: Bool)

    /// What a configuration calls it: `auto`, `bubblewrap`, `crun`, `runc` or the absolute path of an OCI runtime.
    /// - Parameter virtualMachine: Absolute path of an OCI runtime that is preferred by `auto`, or is the one named.
    /// - Throws: `.invalidRequest`, `.unavailable` for a name that isn't installed.
    public init(_ name: String, virtualMachine: String?) throws(AirlockError) {
        switch name {
        case "auto": self = .auto(virtualMachine: virtualMachine)
        case "bubblewrap": self = .bubblewrap
        case "crun", "runc":
            guard let runtime = OCIRuntime.installed(name) else { throw Self.isMissing(name) }
            self = .oci(path: runtime.path, isVirtualMachine: false)
        default:
            guard name.hasPrefix("/") else {
                throw AirlockError(
                    .invalidRequest, "no container runtime \(name.prefix(100).debugDescription)",
                    hint: "use auto, bubblewrap, crun, runc or the absolute path of an OCI runtime")
            }
            self = .oci(path: name, isVirtualMachine: name == virtualMachine)
        }
    }

    /// Those that are installed, the best first; whether they work is for ``SandboxProbe`` to find out.
    /// - Throws: `.unavailable` if there is none.
    public func candidates() throws(AirlockError) -> [SandboxRuntime] {
        switch self {
        case .bubblewrap:
            guard let runtime = BubblewrapRuntime.installed else { throw Self.isMissing("bubblewrap") }
            return [SandboxRuntime(runtime, isVirtualMachine: false)]
        case .oci(let path, let isVirtualMachine):
            guard path.hasPrefix("/"), FileManager.default.isExecutableFile(atPath: path) else {
                throw AirlockError(
                    .unavailable, "there is no container runtime \(path)",
                    hint: "correct sandbox.runtime in config.yaml, or install it")
            }
            return [SandboxRuntime(OCIRuntime(path: path), isVirtualMachine: isVirtualMachine)]
        case .auto(let virtualMachine):
            let machines = try virtualMachine.map { path throws(AirlockError) in
                try RuntimeChoice.oci(path: path, isVirtualMachine: true).candidates()
            }
            let shared: [(any ContainerRuntime)?] = [
                BubblewrapRuntime.installed, OCIRuntime.installed("crun"), OCIRuntime.installed("runc"),
            ]
            let all = (machines ?? []) + shared.compactMap { $0.map { SandboxRuntime($0, isVirtualMachine: false) } }
            guard !all.isEmpty else { throw Self.isMissing("bubblewrap") }
            return all
        }
    }

    private static func isMissing(_ name: String) -> AirlockError {
        AirlockError(.unavailable, "\(name) is missing", hint: "sudo apt install \(name)")
    }
}
