/// What a look at this machine found.
public struct SandboxSurvey: Sendable {
    /// The best that works; nil if nothing may run here.
    public let runtime: SandboxRuntime?
    /// In order of need; the first that isn't fine is the one to mend.
    public let checks: [SandboxCheck]
}
