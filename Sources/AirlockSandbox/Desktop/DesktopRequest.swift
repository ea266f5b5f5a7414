import AirlockCore

/// What the driver is asked, as a line, and how long that may take.
struct DesktopRequest: Sendable {
    let line: String
    let time: Duration

    private static let shortTime = Duration.seconds(10)
    /// Milliseconds that one character may take; measured: 6 to 12, and a second for each 100 different ones.
    private static let characterMilliseconds = 100

    private init(_ line: String, _ time: Duration = DesktopRequest.shortTime) {
        self.line = line
        self.time = time
    }

    static let size = DesktopRequest("size")
    static let windows = DesktopRequest("windows")
    /// The screen was the same for 60 ms, or half a second has passed.
    static let settle = DesktopRequest("settle 60 500")

    static func input(_ input: DesktopInput) -> DesktopRequest {
        switch input {
        case .move(let point): DesktopRequest("move \(words(point))")
        case .click(let point, let button, let count):
            DesktopRequest("click \(words(point)) \(number(button)) \(count)")
        case .drag(let from, let to, let button):
            DesktopRequest("drag \(words(from)) \(words(to)) \(number(button))")
        case .scroll(let point, let direction, let notches):
            DesktopRequest("scroll \(words(point)) \(number(direction)) \(notches)")
        case .chord(let chord): DesktopRequest("chord \(chord.symbols.joined(separator: " "))")
        case .type(let text):
            DesktopRequest(
                "type " + text.scalars.map { String($0.value, radix: 16) }.joined(separator: " "),
                shortTime + .milliseconds(characterMilliseconds * text.scalars.count))
        }
    }

    static func picture(of part: PixelRegion, unless mark: String?) -> DesktopRequest {
        DesktopRequest("picture \(words(part)) \(mark ?? "0")")
    }

    static func picture(ofWindow id: UInt64, _ region: PixelRegion?, unless mark: String?) -> DesktopRequest {
        let part = region ?? PixelRegion(x: 0, y: 0, width: 0, height: 0)
        return DesktopRequest("window \(id) \(words(part)) \(mark ?? "0")")
    }

    private static func words(_ part: PixelRegion) -> String { "\(part.x) \(part.y) \(part.width) \(part.height)" }

    private static func words(_ point: PixelPoint) -> String { "\(point.x) \(point.y)" }

    /// X numbers the buttons of a mouse so, and the directions of its wheel as further buttons.
    private static func number(_ button: DesktopInput.MouseButton) -> Int {
        switch button {
        case .left: 1
        case .middle: 2
        case .right: 3
        }
    }

    private static func number(_ direction: DesktopInput.ScrollDirection) -> Int {
        switch direction {
        case .up: 4
        case .down: 5
        case .left: 6
        case .right: 7
        }
    }
}
