import AirlockCore

/// What a call waits for.
struct DesktopWait: Sendable {
    enum Event: Sendable {
        /// Nothing but time.
        case time
        /// Text that can be read on the screen.
        case text(String)
        /// A window with this in its title.
        case window(String)
        /// A region looks otherwise than when the call began, or when its last wait ended.
        case change(PixelRegion)
        /// A region looks as this mark says.
        case look(PixelRegion, mark: String)
    }

    static let usualSeconds = 10

    let event: Event
    /// At most.
    let seconds: Int

    init(_ action: DesktopAction, on size: PixelSize, _ name: String) throws(AirlockError) {
        if let region = action.region { try size.check(region, "\(name).region") }
        switch (action.text, action.window, action.region, action.mark) {
        case (let text?, nil, nil, nil):
            guard !DesktopWait.comparable(text).isEmpty else {
                throw AirlockError(.invalidRequest, "\(name).text: nothing to see")
            }
            event = .text(text)
        case (nil, let title?, nil, nil): event = .window(title)
        case (nil, nil, let region?, nil): event = .change(region)
        case (nil, nil, let region?, let mark?): event = .look(region, mark: mark.lowercased())
        case (nil, nil, nil, nil):
            guard action.seconds != nil else {
                throw AirlockError(
                    .invalidRequest, "\(name): waits for nothing", hint: "text, window, region or seconds")
            }
            event = .time
        default:
            throw AirlockError(
                .invalidRequest, "\(name): waits for several things at once", hint: "one of text, window, region")
        }
        seconds = action.seconds ?? Self.usualSeconds
    }

    /// For a person.
    var description: String {
        switch event {
        case .time: "\(seconds) s"
        case .text(let text): "the text \(text.prefix(100).debugDescription)"
        case .window(let title): "a window named \(title.prefix(100).debugDescription)"
        case .change(let region): "a change of \(Self.name(region))"
        case .look(let region, let mark): "the look \(mark) of \(Self.name(region))"
        }
    }

    private static func name(_ region: PixelRegion) -> String {
        "(\(region.x), \(region.y)), \(region.width) by \(region.height)"
    }

    /// Text as a reader of pictures may give it: without regard to case and to where lines end.
    static func comparable(_ text: String) -> String {
        text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
