public import AirlockCore

/// Desktops in memory. Passes ``DesktopConformance``.
///
/// A program that is opened has a window of 200 by 100 pixels named after it; the look of a screen changes with every input, and by
/// ``show(_:)``.
public actor MemoryDesktops: Desktops {
    public nonisolated let size: PixelSize
    /// In the order in which they were first lent.
    public private(set) var desktops: [Job.ID: MemoryDesktop] = [:]
    /// The places that desktops were asked for.
    public private(set) var places: [CallPlace] = []

    public init(size: PixelSize = PixelSize(width: 1280, height: 800)) { self.size = size }

    public func desktop(of place: CallPlace) -> any Desktop {
        places.append(place)
        if let known = desktops[place.jobID] { return known }
        let made = MemoryDesktop(size: size)
        desktops[place.jobID] = made
        return made
    }
}

/// One of ``MemoryDesktops``.
public actor MemoryDesktop: Desktop {
    public nonisolated let size: PixelSize
    public private(set) var inputs: [DesktopInput] = []
    public private(set) var programs: [Program] = []
    private var shown: [DesktopWindow] = []
    private var look = 1
    /// What is on the screen once it was looked at so many times.
    private var later: [(looks: Int, text: String)] = []
    private var text = ""
    private var looks = 0

    init(size: PixelSize) { self.size = size }

    /// Shows a text when the screen was looked at some more times. Pictures of this desktop are the text that it shows.
    public func show(_ text: String, afterLooks count: Int = 0) { later.append((looks + count, text)) }

    public func open(_ program: Program) {
        programs.append(program)
        let name = program.argv.first?.split(separator: "/").last.map(String.init) ?? ""
        shown.append(
            DesktopWindow(
                id: UInt64(shown.count + 1), title: name, place: PixelRegion(x: 0, y: 0, width: 200, height: 100)))
        look += 1
    }

    public func perform(_ input: DesktopInput) throws {
        for point in input.points { try size.check(point, "the desktop") }
        inputs.append(input)
        look += 1
    }

    public func settle() {}

    public func picture(of view: DesktopView, unless mark: String?) throws -> DesktopPicture? {
        switch view {
        case .screen: break
        case .region(let region): try size.check(region, "the region")
        case .window(let id, _):
            guard shown.contains(where: { $0.id == id }) else { throw AirlockError(.notFound, "no such window") }
        }
        for next in later where next.looks <= looks && next.text != text {
            text = next.text
            look += 1
        }
        later.removeAll { $0.looks <= looks }
        looks += 1
        let now = String(repeating: "0", count: 16 - "\(look)".count) + "\(look)"
        return now == mark ? nil : DesktopPicture(png: Array(text.utf8), mark: now)
    }

    public func windows() -> [DesktopWindow] { shown }
}
