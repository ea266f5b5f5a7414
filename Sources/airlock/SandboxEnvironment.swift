import AirlockCore

/// What programs in the sandbox run in, as far as it could change what an approved call does.
enum SandboxEnvironment {
    /// Lower-case hex SHA-256. It changes with the version of Airlock (which fixes the environment variables), the
    /// runtime, the root file system, the toolchains, the limits and the way out.
    static func digest(_ settings: SandboxSettings, runtime: String, image: String?) throws -> String {
        let subject: JSONValue = [
            "airlock": .string(Airlock.version), "runtime": .string(runtime),
            "image": image.map(JSONValue.string) ?? .null, "sandbox": try JSONValue(encoding: settings),
        ]
        return subject.sha256
    }
}
