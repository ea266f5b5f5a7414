public import AirlockCore

/// A picture of a page, of a window or of the desktop as a person would see it, and the text in it.
public struct Screenshot: Tool {
    public struct Arguments: Codable, Sendable {
        var target: String
        var region: PixelRegion?
    }

    /// What a camera gives.
    public struct Shot: Sendable {
        public let png: [UInt8]
        /// After redirects.
        public let url: String
        /// Pixels.
        public let size: PixelSize

        public init(png: [UInt8], url: String, size: PixelSize) {
            self.png = png
            self.url = url
            self.size = size
        }
    }

    /// Takes a picture of an address of the web; nil for all of the first screen.
    public typealias Camera = @Sendable (_ url: String, _ region: PixelRegion?) async throws -> Shot

    public static let spec = ToolSpec(
        name: "screenshot",
        summary: "Take a picture of a web page, of a window or of the sandbox's desktop, and read the text in it.",
        input: ToolSchema.object(
            [
                "target": ToolSchema.string(
                    "Address of a page (http or https), part of a window's title, or desktop.", length: 1...4096),
                "region": DesktopAction.regionSchema("Only this part, in pixels."),
            ], required: ["target"]),
        output: ToolSchema.object(
            [
                "image_path": ToolSchema.text("Absolute path of the picture, a PNG."),
                "ocr_text": ToolSchema.text("The text that was read in it."),
                "meta": meta,
            ], required: ["image_path", "ocr_text", "meta"]),
        examples: [
            ["target": "https://ru.wikipedia.org/wiki/QUIC"],
            ["target": "http://example.org/a", "region": ["x": 0, "y": 0, "width": 640, "height": 200]],
            ["target": "desktop"], ["target": "xmessage"],
        ], ownOutputs: ["image_path"])

    private static let meta = ToolSchema.object(
        [
            "width": ToolSchema.count("Pixels."), "height": ToolSchema.count("Pixels."),
            "scale": ToolSchema.count("Pixels of the picture for each pixel of the screen."),
            "language": ToolSchema.text("The languages that text was read in, as Tesseract names them."),
            "words": ToolSchema.list("In reading order, with their places in the picture.", of: word),
            "url": ToolSchema.text("Of a page, after redirects."),
            "mark": ToolSchema.text("Of a window or the desktop: how it looks, for wait of keyboard_mouse."),
            "window": ToolSchema.text("The whole title of a window."),
            "x": ["type": "integer", "description": "Of a window, from the desktop's left; negative beyond it."],
            "y": ["type": "integer", "description": "Of a window, from the desktop's top; negative beyond it."],
        ], required: ["width", "height", "scale", "language", "words"])

    private static let word = ToolSchema.object(
        [
            "text": ToolSchema.text("The word."), "x": ToolSchema.count("Pixels."), "y": ToolSchema.count("Pixels."),
            "width": ToolSchema.count("Pixels."), "height": ToolSchema.count("Pixels."),
            "confidence": ["type": "number", "minimum": 0, "maximum": 100, "description": "As Tesseract gives it."],
        ], required: ["text", "x", "y", "width", "height", "confidence"])

    private let camera: Camera?
    private let desktops: any Desktops
    private let pictures: PictureDesk

    /// - Parameter camera: Nil where there is no browser.
    public init(camera: Camera?, desktops: any Desktops, pictures: PictureDesk) {
        self.camera = camera
        self.desktops = desktops
        self.pictures = pictures
    }

    public func effects(of arguments: Arguments) throws(AirlockError) -> [Effect] {
        guard !arguments.target.allSatisfy(\.isWhitespace) else {
            throw AirlockError(
                .invalidRequest, "screenshot.target: empty", hint: "e.g. https://example.org/ or desktop")
        }
        if case .desktop = Self.subject(arguments.target), let region = arguments.region {
            try desktops.size.check(region, "screenshot.region")
        }
        return [.compute]
    }

    public func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput {
        switch Self.subject(arguments.target) {
        case .page:
            guard let camera else {
                throw AirlockError(
                    .unavailable, "there is no browser to show a page", hint: "sudo apt install chromium")
            }
            let shot = try await camera(arguments.target, arguments.region)
            return try await output(shot.png, shot.size, ["url": .string(shot.url)])
        case .desktop:
            let desktop = try await desktops.desktop(of: try context.jobPlace)
            try await desktop.settle()
            let picture = try await desktop.picture(of: arguments.region.map(DesktopView.region) ?? .screen)
            let size = arguments.region.map { PixelSize(width: $0.width, height: $0.height) } ?? desktops.size
            return try await output(picture.png, size, ["mark": .string(picture.mark)])
        case .window:
            let desktop = try await desktops.desktop(of: try context.jobPlace)
            try await desktop.settle()
            return try await window(arguments, of: desktop)
        }
    }

    private enum Subject { case page, desktop, window }

    private static func subject(_ target: String) -> Subject {
        let name = target.lowercased()
        if name.hasPrefix("http://") || name.hasPrefix("https://") { return .page }
        return name == "desktop" ? .desktop : .window
    }

    private func window(_ arguments: Arguments, of desktop: any Desktop) async throws -> ToolOutput {
        let windows = try await desktop.windows()
        let named = windows.filter { $0.isNamed(arguments.target) }
        // Of several the one that is called exactly so, else the uppermost.
        guard let found = named.last(where: { $0.title == arguments.target }) ?? named.last else {
            let titles = windows.map { $0.title.prefix(80).debugDescription }.joined(separator: ", ")
            throw AirlockError(
                .notFound, "no window named \(arguments.target.prefix(100).debugDescription)",
                hint: windows.isEmpty ? "no window is open: keyboard_mouse opens programs" : "there are: \(titles)")
        }
        var place = found.place
        if let region = arguments.region {
            try PixelSize(width: place.width, height: place.height).check(region, "screenshot.region")
            place = PixelRegion(
                x: place.x + region.x, y: place.y + region.y, width: region.width, height: region.height)
        }
        let picture = try await desktop.picture(of: .window(found.id, arguments.region))
        return try await output(
            picture.png, PixelSize(width: place.width, height: place.height),
            [
                "mark": .string(picture.mark), "window": .string(found.title), "x": .integer(Int64(place.x)),
                "y": .integer(Int64(place.y)),
            ])
    }

    private func output(
        _ png: [UInt8], _ size: PixelSize, _ more: [String: JSONValue]
    ) async throws -> ToolOutput {
        let reading = try await pictures.read(png)
        let path = try await pictures.store(png)
        var meta = more
        meta["width"] = .integer(Int64(size.width))
        meta["height"] = .integer(Int64(size.height))
        meta["scale"] = 1
        meta["language"] = .string(reading.language)
        meta["words"] = reading.words
        return ToolOutput(
            ["image_path": .string(path), "ocr_text": .string(reading.text), "meta": .object(meta)], artifacts: [path])
    }
}
