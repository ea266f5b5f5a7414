import AirlockCore
import Testing

@Suite struct KeyChordTests {
    @Test func `names become the keys of X, in the order in which they are pressed`() throws {
        #expect(try KeyChord("ctrl+shift+t").symbols == ["Control_L", "Shift_L", "t"])
        #expect(try KeyChord("Enter").symbols == ["Return"])
        #expect(try KeyChord("ALT+F4").symbols == ["Alt_L", "F4"])
        #expect(try KeyChord("super").symbols == ["Super_L"])
    }

    @Test(arguments: [
        "", "+", "ctrl+", "ctrl++", "a+ctrl", "a+b", "ctrl+ctrl+a", "caps_lock", "num_lock", "XF86PowerOff", "ctrl a",
        "ctrl+shift+alt+super+a+b", "Return\nkey", "б",
    ])
    func `what isn't on the list, or makes no chord, is refused`(text: String) {
        let error = #expect(throws: AirlockError.self) { try KeyChord(text) }
        #expect(error?.code == .invalidRequest)
    }
}
