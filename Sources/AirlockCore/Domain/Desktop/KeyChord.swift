/// Keys that are pressed together, e.g. `ctrl+shift+t`: any number of modifiers and one key, or modifiers alone.
public struct KeyChord: Sendable, Hashable {
    /// What X calls the keys, in the order in which they are pressed.
    public let symbols: [String]

    /// Keys of the longest chord.
    public static let mostKeys = 5

    /// - Parameter text: Names joined by `+`; case doesn't matter.
    /// - Throws: `.invalidRequest` for a name that isn't known, one named twice, or a modifier after another key.
    public init(_ text: String) throws(AirlockError) {
        let names = text.lowercased().split(separator: "+", omittingEmptySubsequences: false).map(String.init)
        guard (1...Self.mostKeys).contains(names.count), Set(names).count == names.count else {
            throw Self.refusal(text, "names no key, one twice, or more than \(Self.mostKeys)")
        }
        var symbols: [String] = []
        for (index, name) in names.enumerated() {
            if let modifier = Self.modifiers[name] {
                symbols.append(modifier)
            } else if let key = Self.keys[name] {
                guard index == names.count - 1 else { throw Self.refusal(text, "has more than one key") }
                symbols.append(key)
            } else {
                throw Self.refusal(text, "names the key \(name.prefix(40).debugDescription), which isn't known")
            }
        }
        self.symbols = symbols
    }

    private static func refusal(_ text: String, _ problem: String) -> AirlockError {
        AirlockError(
            .invalidRequest, "the chord \(text.prefix(60).debugDescription) \(problem)",
            hint: "e.g. enter, ctrl+s, ctrl+shift+t; modifiers: \(modifiers.keys.sorted().joined(separator: ", "))")
    }

    private static let modifiers = [
        "ctrl": "Control_L", "shift": "Shift_L", "alt": "Alt_L", "super": "Super_L",
    ]

    /// Without Caps Lock and Num Lock, which would change what is typed later.
    private static let keys: [String: String] = {
        var keys = [
            "enter": "Return", "tab": "Tab", "escape": "Escape", "space": "space", "backspace": "BackSpace",
            "delete": "Delete", "insert": "Insert", "home": "Home", "end": "End", "page_up": "Prior",
            "page_down": "Next", "up": "Up", "down": "Down", "left": "Left", "right": "Right", "menu": "Menu",
            "print": "Print", "plus": "plus", "minus": "minus", "equal": "equal", "comma": "comma",
            "period": "period", "slash": "slash", "backslash": "backslash", "semicolon": "semicolon",
            "apostrophe": "apostrophe", "grave": "grave", "bracket_left": "bracketleft",
            "bracket_right": "bracketright",
        ]
        for letter in "abcdefghijklmnopqrstuvwxyz0123456789" { keys["\(letter)"] = "\(letter)" }
        for number in 1...12 { keys["f\(number)"] = "F\(number)" }
        return keys
    }()
}
