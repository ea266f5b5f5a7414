import AirlockCore
import Testing

@Suite struct HostNameTests {
    @Test(arguments: [
        ("example.org", "example.org"), ("EXAMPLE.Org", "example.org"), ("example.org.", "example.org"),
        ("localhost", "localhost"), ("xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd.xn--p1ai"), ("a-1.b2", "a-1.b2"),
        ("127.0.0.1.example.org", "127.0.0.1.example.org"),
    ])
    func `a name is spelt in one way`(given: String, normal: String) {
        #expect(HostName(given)?.text == normal)
    }

    @Test(arguments: [
        "", ".", "..", "example..org", ".example.org", "example.org..", "-a.org", "a-.org", "a_b.org", "a b.org",
        "a@b.org", "a%2eb.org", "a\0.org", "a/b", "a\\b", "пример.рф", "example。org", "\u{212A}.org", "ⓔxample.org",
        "1.2.3.4", "1.2.3.4.", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "1.0x7f", "[::1]", "::1",
        "::ffff:127.0.0.1", "１２７.0.0.1", String(repeating: "a", count: 64),
        String(repeating: "a.", count: 127) + "org",
    ])
    func `an address, and what is no name, is none`(text: String) {
        #expect(HostName(text) == nil)
    }
}
