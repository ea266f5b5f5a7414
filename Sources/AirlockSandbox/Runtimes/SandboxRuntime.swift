/// One program that makes containers.
public struct SandboxRuntime: Sendable {
    let program: any ContainerRuntime
    /// Whether what runs inside has a kernel of its own.
    public let isVirtualMachine: Bool

    init(_ program: any ContainerRuntime, isVirtualMachine: Bool) {
        self.program = program
        self.isVirtualMachine = isVirtualMachine
    }

    /// Short, for people: `bubblewrap`, `crun`.
    public var name: String { program.name }
    public var path: String { program.path }
    /// The user's number inside, as which programs run.
    public var user: Int { program.user }
}
