public import AirlockCore

/// A picture of a page as a person would see it, and the text in it.
public struct Screenshot: Tool {
    public struct Region: Codable, Sendable, Hashable {
        public let x: Int
        public let y: Int
        public let width: Int
        public let height: Int
    }

    public struct Arguments: Codable, Sendable {
        var target: String
        var region: Region?
    }

    /// What a camera gives.
    public struct Shot: Sendable {
        /// Absolute path of the stored PNG.
        public let path: String
        public let text: String
        /// Size, scale, words with boxes and confidence, language.
        public let meta: JSONValue

        public init(path: String, text: String, meta: JSONValue) {
            self.path = path
            self.text = text
            self.meta = meta
        }
    }

    /// Takes and stores a picture of an address of the web; nil for all of the first screen.
    public typealias Camera = @Sendable (_ url: String, _ region: Region?) async throws -> Shot

    public static let spec = ToolSpec(
        name: "screenshot", summary: "Take a picture of a web page, and read the text in it.",
        input: ToolSchema.object(
            [
                "target": ToolSchema.string("Address of the page, http or https.", length: 8...4096),
                "region": [
                    "type": "object", "additionalProperties": false, "required": ["x", "y", "width", "height"],
                    "properties": [
                        "x": ToolSchema.integer("Pixels from the left.", in: 0...8192),
                        "y": ToolSchema.integer("Pixels from the top.", in: 0...8192),
                        "width": ToolSchema.integer("Pixels.", in: 1...8192),
                        "height": ToolSchema.integer("Pixels.", in: 1...8192),
                    ],
                ],
            ], required: ["target"]),
        output: ToolSchema.object(
            [
                "image_path": ToolSchema.text("Absolute path of the picture, a PNG."),
                "ocr_text": ToolSchema.text("The text that was read in it."),
                "meta": [
                    "type": "object", "additionalProperties": true,
                    "description": "Size and scale, words with boxes and confidence, languages.",
                ],
            ], required: ["image_path", "ocr_text", "meta"]),
        examples: [
            ["target": "https://example.org/"],
            ["target": "https://ru.wikipedia.org/wiki/QUIC"],
            ["target": "http://example.org/a", "region": ["x": 0, "y": 0, "width": 640, "height": 200]],
        ])

    private let camera: Camera

    public init(camera: @escaping Camera) { self.camera = camera }

    public func effects(of arguments: Arguments) throws(AirlockError) -> [Effect] {
        let target = arguments.target.lowercased()
        guard target.hasPrefix("http://") || target.hasPrefix("https://") else {
            throw AirlockError(
                .invalidRequest,
                "screenshot.target: \(arguments.target.prefix(100).debugDescription) is not an address",
                hint: "e.g. https://example.org/")
        }
        return [.compute]
    }

    public func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput {
        let shot = try await camera(arguments.target, arguments.region)
        return ToolOutput(
            ["image_path": .string(shot.path), "ocr_text": .string(shot.text), "meta": shot.meta],
            artifacts: [shot.path])
    }
}
