/// What a part of a screen showed at one moment.
public struct DesktopPicture: Sendable, Hashable {
    /// PNG, as the desktop's own program made it: data of the sandbox.
    public let png: [UInt8]
    /// 16 hex digits; equal for equal pixels. It tells pictures apart and proves nothing.
    public let mark: String

    public init(png: [UInt8], mark: String) {
        self.png = png
        self.mark = mark
    }
}
