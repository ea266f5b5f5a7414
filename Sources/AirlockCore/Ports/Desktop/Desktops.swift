/// Lends each job a desktop of its own.
public protocol Desktops: Sendable {
    /// Of every desktop.
    var size: PixelSize { get }

    /// The job's desktop, which is started if there is none. Programs that are opened from now on see the files of the place's
    /// snapshot, and can't change them.
    /// - Throws: `.unavailable` if a desktop can't be had here, `.limitExceeded` if there are too many.
    func desktop(of place: CallPlace) async throws -> any Desktop
}
