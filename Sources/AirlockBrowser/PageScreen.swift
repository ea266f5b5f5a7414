/// What a page takes for the window that it is shown in, in pixels.
public struct PageScreen: Sendable, Hashable {
    public let width: Int
    public let height: Int

    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    public static let standard = PageScreen(width: 1280, height: 800)
}
