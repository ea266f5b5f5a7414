/// A place on a screen, in pixels from its upper left corner.
public struct PixelPoint: Sendable, Hashable {
    public let x: Int
    public let y: Int

    public init(x: Int, y: Int) {
        self.x = x
        self.y = y
    }
}
