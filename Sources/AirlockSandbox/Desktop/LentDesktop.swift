import AirlockCore

/// A job's desktop as its calls use it: each waits while a person holds it.
struct LentDesktop: Desktop {
    let desktop: VirtualDesktop
    let job: Job.ID
    let pool: DesktopPool

    func open(_ program: Program) async throws {
        try await pool.admit(job)
        _ = try await desktop.open(program)
    }

    func perform(_ input: DesktopInput) async throws {
        try await pool.admit(job)
        try await desktop.perform(input)
    }

    func settle() async throws { try await desktop.settle() }

    func picture(of view: DesktopView, unless mark: String?) async throws -> DesktopPicture? {
        try await desktop.picture(of: view, unless: mark)
    }

    func windows() async throws -> [DesktopWindow] { try await desktop.windows() }
}
