public import AirlockCore

/// The tools that ship. A new one is a file of its own and a line here.
///
/// - Parameters:
///   - search: Asked in order by `browser_search`.
///   - limits: For each program that a tool runs.
///   - buildLimits: For each program of `project_builder`: compilers and test runners take longer.
public func builtinTools(search: [any SearchProvider], limits: Limits, buildLimits: Limits) -> [any Tool] {
    [
        BrowserSearch(providers: search),
        ShellExec(limits: limits),
        FileOps(limits: limits),
        GitOps(limits: limits),
        ProjectBuilder(limits: buildLimits),
    ]
}
