/// A window that a program shows on a desktop.
public struct DesktopWindow: Sendable, Hashable, Identifiable {
    public let id: UInt64
    /// Whatever its program calls it.
    public let title: String
    /// Its content, without the frame; parts of it may lie beyond the screen.
    public let place: PixelRegion

    public init(id: UInt64, title: String, place: PixelRegion) {
        self.id = id
        self.title = title
        self.place = place
    }
}
