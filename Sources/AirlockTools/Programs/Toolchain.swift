import AirlockCore

/// Programs that a tool needs in the sandbox, and where they come from.
struct Toolchain: Sendable, Hashable {
    let name: String
    /// What a person does to have it.
    let hint: String

    static let git = Toolchain(name: "git", hint: "install it on this machine: apt-get install git")

    static let ssh = Toolchain(name: "ssh", hint: "install it on this machine: apt-get install git openssh-client bash")

    var missing: AirlockError { AirlockError(.unavailable, "\(name) isn't installed in the sandbox", hint: hint) }
}
