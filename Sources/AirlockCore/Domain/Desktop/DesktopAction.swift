/// One action as it comes over the wire, for an agent's calls and a person's alike.
public struct DesktopAction: Codable, Sendable, Hashable {
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case open, move, click, double, drag, scroll, type, key, wait
    }

    public let type: Kind
    public var x: Int?
    public var y: Int?
    public var toX: Int?
    public var toY: Int?
    public var button: DesktopInput.MouseButton?
    public var right: Int?
    public var down: Int?
    public var text: String?
    public var keys: String?
    public var cmd: String?
    public var cwd: String?
    public var window: String?
    public var region: PixelRegion?
    public var mark: String?
    public var seconds: Int?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case type, x, y
        case toX = "to_x"
        case toY = "to_y"
        case button, right, down, text, keys, cmd, cwd, window, region, mark, seconds
    }

    /// Notches of the wheel that one action may turn.
    public static let mostNotches = 50
    /// Pixels of the largest screen.
    private static let mostPixels = 8192

    /// Which of the other fields each kind must have, and may.
    private var fields: (needed: Set<CodingKeys>, more: Set<CodingKeys>) {
        switch type {
        case .open: ([.cmd], [.cwd])
        case .move: ([.x, .y], [])
        case .click, .double: ([.x, .y], [.button])
        case .drag: ([.x, .y, .toX, .toY], [.button])
        case .scroll: ([.x, .y], [.right, .down])
        case .type: ([.text], [])
        case .key: ([.keys], [])
        case .wait: ([], [.text, .window, .region, .mark, .seconds])
        }
    }

    private var given: Set<CodingKeys> {
        let all: [(CodingKeys, Bool)] = [
            (.x, x != nil), (.y, y != nil), (.toX, toX != nil), (.toY, toY != nil), (.button, button != nil),
            (.right, right != nil), (.down, down != nil), (.text, text != nil), (.keys, keys != nil),
            (.cmd, cmd != nil), (.cwd, cwd != nil), (.window, window != nil), (.region, region != nil),
            (.mark, mark != nil), (.seconds, seconds != nil),
        ]
        return Set(all.filter(\.1).map(\.0))
    }

    /// - Parameter name: Of this action, for messages, e.g. `actions[2]`.
    /// - Throws: `.invalidRequest` for a field that is missing or means nothing here.
    public func checkFields(_ name: String) throws(AirlockError) {
        let (needed, more) = fields
        if let missing = needed.subtracting(given).map(\.rawValue).min() {
            throw AirlockError(.invalidRequest, "\(name).\(missing): missing from the action \(type.rawValue)")
        }
        if let idle = given.subtracting(needed).subtracting(more).map(\.rawValue).min() {
            let known = needed.union(more).map(\.rawValue).sorted().joined(separator: ", ")
            throw AirlockError(
                .invalidRequest, "\(name).\(idle): not a field of the action \(type.rawValue)", hint: "fields: \(known)"
            )
        }
    }

    /// What a hand does for it; empty for what is no matter of the hand (`open`, `wait`).
    /// - Parameter name: Of this action, for messages.
    /// - Throws: `.invalidRequest` for fields that don't fit, and for places that aren't on a screen of this size.
    public func inputs(on size: PixelSize, _ name: String) throws(AirlockError) -> [DesktopInput] {
        try checkFields(name)
        let place = PixelPoint(x: x ?? -1, y: y ?? -1)
        let inputs: [DesktopInput]
        switch type {
        case .open, .wait: inputs = []
        case .move: inputs = [.move(place)]
        case .click: inputs = [.click(place, button ?? .left, count: 1)]
        case .double: inputs = [.click(place, button ?? .left, count: 2)]
        case .drag: inputs = [.drag(from: place, to: PixelPoint(x: toX ?? -1, y: toY ?? -1), button ?? .left)]
        case .scroll: inputs = try turns(at: place, name)
        case .type: inputs = [.type(try TypedText(text ?? ""))]
        case .key: inputs = [.chord(try KeyChord(keys ?? ""))]
        }
        for point in inputs.flatMap(\.points) { try size.check(point, name) }
        return inputs
    }

    private func turns(at place: PixelPoint, _ name: String) throws(AirlockError) -> [DesktopInput] {
        let (right, down) = (right ?? 0, down ?? 0)
        let most = Self.mostNotches
        guard (right, down) != (0, 0), abs(right) <= most, abs(down) <= most else {
            throw AirlockError(
                .invalidRequest, "\(name): turns the wheel by nothing, or too much",
                hint: "down and right are from -\(most) to \(most) notches")
        }
        var turns: [DesktopInput] = []
        if down != 0 { turns.append(.scroll(place, down > 0 ? .down : .up, notches: abs(down))) }
        if right != 0 { turns.append(.scroll(place, right > 0 ? .right : .left, notches: abs(right))) }
        return turns
    }

    /// JSON Schema of a list of actions.
    public static func schema(most: Int) -> JSONValue {
        ToolSchema.list("What to do, in order.", of: item, count: 1...most)
    }

    private static let item = ToolSchema.object(
        [
            "type": choice("What kind of action.", of: Kind.self),
            "x": pixels("Pixels from the left."), "y": pixels("Pixels from the top."),
            "to_x": pixels("Where a drag ends, from the left."), "to_y": pixels("Where a drag ends, from the top."),
            "button": choice("Of the mouse; left if left out.", of: DesktopInput.MouseButton.self),
            "down": notches("Notches to scroll down; negative: up."),
            "right": notches("Notches to scroll right; negative: left."),
            "text": ToolSchema.string("To type; or, of a wait, that must be seen.", length: 1...TypedText.mostScalars),
            "keys": ToolSchema.string("Keys pressed together, e.g. ctrl+shift+t.", length: 1...60),
            "cmd": ToolSchema.string("Command line of the program to open.", length: 1...16384),
            "cwd": ToolSchema.path("The folder of the workspace to open it in."),
            "window": ToolSchema.string("Part of the title of a window that must be there.", length: 1...512),
            "region": regionSchema("A part of the screen that must change, or come to look as `mark` says."),
            "mark": ToolSchema.string(
                "What a screenshot of that region said of its look, as `meta.mark`.", length: 1...16),
            "seconds": ToolSchema.integer("How long to wait at most.", in: 1...60),
        ], required: ["type"])

    public static func regionSchema(_ description: String) -> JSONValue {
        let side = ToolSchema.integer("Pixels.", in: 1...mostPixels)
        let schema = ToolSchema.object(
            [
                "x": pixels("Pixels from the left."), "y": pixels("Pixels from the top."), "width": side,
                "height": side,
            ], required: ["x", "y", "width", "height"])
        return .object((schema.object ?? [:]).merging(["description": .string(description)]) { $1 })
    }

    private static func choice<T: CaseIterable & RawRepresentable<String>>(
        _ description: String, of type: T.Type
    ) -> JSONValue {
        ToolSchema.choice(description, of: type.allCases.map(\.rawValue))
    }

    private static func pixels(_ description: String) -> JSONValue {
        ToolSchema.integer(description, in: 0...mostPixels)
    }

    private static func notches(_ description: String) -> JSONValue {
        ToolSchema.integer(description, in: -mostNotches...mostNotches)
    }
}
