public import AirlockCore

/// The tools that ship. A new one is a file of its own and a line here.
///
/// - Parameters:
///   - search: Asked in order by `browser_search`.
///   - limits: For each program that a tool runs.
///   - buildLimits: For each program of `project_builder`: compilers and test runners take longer.
///   - registries: Where an allowed command line would fetch packages from.
///   - gitAccess: What a push, a fetch or a clone is lent for one server.
///   - camera: Nil where there is no browser: then pages can't be pictured.
///   - desktops: Where `keyboard_mouse` works.
public func builtinTools(
    search: [any SearchProvider], limits: Limits, buildLimits: Limits,
    registries: @escaping @Sendable (String, WorkspacePath) -> [String], gitAccess: @escaping GitOps.Access,
    camera: Screenshot.Camera?, desktops: any Desktops, pictures: PictureDesk
) -> [any Tool] {
    [
        Screenshot(camera: camera, desktops: desktops, pictures: pictures),
        KeyboardMouse(desktops: desktops, pictures: pictures, limits: limits),
        BrowserSearch(providers: search),
        ShellExec(limits: limits, registries: registries),
        PowerShell(limits: limits),
        FileOps(limits: limits),
        GitOps(limits: limits, access: gitAccess),
        ProjectBuilder(limits: buildLimits),
    ]
}
