public import AirlockCore

/// Uses programs on the job's own desktop as a person would, by mouse and keyboard, and says what is to be seen then.
public struct KeyboardMouse: Tool {
    public struct Arguments: Codable, Sendable {
        var actions: [DesktopAction]
    }

    public static let spec = ToolSpec(
        name: "keyboard_mouse",
        summary: "Open programs on the sandbox's desktop, use mouse and keyboard, and see the screen.",
        input: ToolSchema.object(
            ["actions": DesktopAction.schema(most: DesktopScript.mostActions)], required: ["actions"]),
        output: ToolSchema.object(
            [
                "screenshot": ToolSchema.text("Absolute path of a picture of the desktop afterwards, a PNG."),
                "ocr_text": ToolSchema.text("The text that was read in it."),
            ], required: ["screenshot", "ocr_text"]),
        examples: [
            [
                "actions": [
                    ["type": "open", "cmd": "xmessage hello"], ["type": "wait", "window": "xmessage", "seconds": 5],
                ]
            ],
            [
                "actions": [
                    ["type": "click", "x": 200, "y": 120], ["type": "type", "text": "Привет, world"],
                    ["type": "key", "keys": "enter"], ["type": "wait", "text": "saved"],
                ]
            ],
            [
                "actions": [
                    ["type": "drag", "x": 10, "y": 10, "to_x": 300, "to_y": 200],
                    ["type": "scroll", "x": 300, "y": 300, "down": 3],
                    ["type": "wait", "region": ["x": 0, "y": 0, "width": 640, "height": 400], "seconds": 3],
                ]
            ],
        ], ownOutputs: ["screenshot"])

    private let desktops: any Desktops
    private let pictures: PictureDesk
    private let limits: Limits

    /// - Parameter limits: For each program that is opened; those of time and output don't count.
    public init(desktops: any Desktops, pictures: PictureDesk, limits: Limits) {
        self.desktops = desktops
        self.pictures = pictures
        self.limits = limits
    }

    public func effects(of arguments: Arguments) throws(AirlockError) -> [Effect] {
        let script = try DesktopScript(arguments.actions, on: desktops.size)
        return [.sensitive(SensitiveFeature.keyboardMouse.rawValue)] + script.commands
    }

    public func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput {
        let script = try DesktopScript(arguments.actions, on: desktops.size)
        let desktop = try await desktops.desktop(of: try context.jobPlace)
        let session = DesktopSession(desktop: desktop, pictures: pictures, decision: context.decision, limits: limits)
        let failure = try await session.perform(script)
        try await desktop.settle()
        let picture = try await desktop.picture(of: .screen)
        let path = try await pictures.store(picture.png)
        return ToolOutput(
            ["screenshot": .string(path), "ocr_text": .string(try await pictures.read(picture.png).text)],
            artifacts: [path], failure: failure)
    }
}

extension ToolContext {
    /// - Throws: `.unavailable` for a call of no job.
    var jobPlace: CallPlace {
        get throws(AirlockError) {
            guard let place else {
                throw AirlockError(.unavailable, "a desktop belongs to a job, and this call has none")
            }
            return place
        }
    }
}
