public import AirlockCore

extension PixelSize {
    /// What a page takes for the window that it is shown in.
    public static let page = PixelSize(width: 1280, height: 800)
}
