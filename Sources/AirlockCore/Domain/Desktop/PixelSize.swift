/// Width and height of a screen or picture.
public struct PixelSize: Sendable, Hashable {
    /// Pixels.
    public let width: Int
    /// Pixels.
    public let height: Int

    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// - Throws: `.invalidRequest` that names `what`.
    public func check(_ point: PixelPoint, _ what: String) throws(AirlockError) {
        guard (0..<width).contains(point.x), (0..<height).contains(point.y) else {
            throw AirlockError(
                .invalidRequest, "\(what): (\(point.x), \(point.y)) is not on the screen",
                hint: "x is from 0 to \(width - 1), y from 0 to \(height - 1)")
        }
    }

    /// - Throws: `.invalidRequest` that names `what`, for a part that isn't whole on the screen.
    public func check(_ region: PixelRegion, _ what: String) throws(AirlockError) {
        let (right, isWide) = region.x.addingReportingOverflow(region.width)
        let (bottom, isHigh) = region.y.addingReportingOverflow(region.height)
        guard region.x >= 0, region.y >= 0, region.width > 0, region.height > 0, !isWide, !isHigh, right <= width,
            bottom <= height
        else {
            throw AirlockError(
                .invalidRequest, "\(what) is not on the screen", hint: "it is \(width) by \(height) pixels")
        }
    }
}
