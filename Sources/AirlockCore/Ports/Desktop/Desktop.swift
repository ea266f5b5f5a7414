/// A screen, keyboard and mouse that exist for one job alone.
///
/// All of it fails with `.conflict` while a person holds the desktop for longer than its lender waits, and with `.unavailable`
/// once it has ended.
public protocol Desktop: Sendable {
    /// Starts a program on the screen; it stays until it ends or the desktop stops. Nothing that it writes is kept. Returns
    /// when it has shown a window, or had two seconds to.
    /// - Throws: `.limitExceeded` for too many, `.commandFailed` for one that fails in that time.
    func open(_ program: Program) async throws

    /// Returns when the screen's server has taken it; programs may still be busy with it.
    /// - Throws: `.invalidRequest` for a place beyond the screen; `.backendFailed`.
    func perform(_ input: DesktopInput) async throws

    /// Returns when nothing on the screen moves any more, or soon after in any case.
    func settle() async throws

    /// - Parameter mark: Of the picture that the caller has; nil is returned while it still looks like that.
    /// - Throws: `.notFound` for a window that is gone, `.invalidRequest` for a region beyond the screen.
    func picture(of view: DesktopView, unless mark: String?) async throws -> DesktopPicture?

    /// Those that are shown, the lowest first.
    func windows() async throws -> [DesktopWindow]
}

/// A part of a desktop.
public enum DesktopView: Sendable, Hashable {
    case screen
    case region(PixelRegion)
    /// The content of a window, also where others lie above it; a part of it, from its own corner, or nil for all.
    case window(DesktopWindow.ID, PixelRegion?)
}

extension Desktop {
    /// - Throws: As ``picture(of:unless:)``.
    public func picture(of view: DesktopView) async throws -> DesktopPicture {
        guard let picture = try await picture(of: view, unless: nil) else {
            throw AirlockError(.backendFailed, "the desktop gave no picture")
        }
        return picture
    }
}
