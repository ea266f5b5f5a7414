import AirlockCore

/// A program that makes containers. One that is given by its path is not yet known to work on this machine.
protocol ContainerRuntime: Sendable {
    /// Short, for people: `bubblewrap`, `crun`.
    var name: String { get }
    /// Absolute path of its executable.
    var path: String { get }
    /// The user's number inside, as which programs run.
    var user: Int { get }

    /// How to start this container from the mount namespace in which its sources lie.
    /// - Throws: `.limitExceeded` for arguments that are too long.
    func start(_ description: ContainerDescription) throws(AirlockError) -> ContainerStart

    /// How to mend what the runtime said before it started anything; nil for what it can't be blamed for.
    func cure(ofSaying words: String) -> String?
}
