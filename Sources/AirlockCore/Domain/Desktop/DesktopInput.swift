/// One thing that a hand does at a screen.
public enum DesktopInput: Sendable, Hashable {
    case move(PixelPoint)
    case click(PixelPoint, MouseButton, count: Int)
    case drag(from: PixelPoint, to: PixelPoint, MouseButton)
    /// By notches of the wheel.
    case scroll(PixelPoint, ScrollDirection, notches: Int)
    case chord(KeyChord)
    case type(TypedText)

    public enum MouseButton: String, Sendable, Hashable, Codable, CaseIterable {
        case left, middle, right
    }

    public enum ScrollDirection: Sendable, Hashable, CaseIterable {
        case up, down, left, right
    }

    /// The places that it touches.
    public var points: [PixelPoint] {
        switch self {
        case .move(let point), .click(let point, _, _), .scroll(let point, _, _): [point]
        case .drag(let from, let to, _): [from, to]
        case .chord, .type: []
        }
    }
}
