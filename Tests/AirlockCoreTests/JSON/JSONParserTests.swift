import AirlockCore
import Testing

@Suite struct JSONParserTests {
    @Test(
        arguments: [
            ("null", JSONValue.null), (" true\n", true), ("false", false), ("0", 0), ("-0", 0), ("-12", -12),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1.0", 1), ("1e3", 1000), ("1.5E+2", 150),
            ("-2.5e-1", .number(-0.25)), ("1e-999", 0), (#""""#, ""),
            (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{c}\n\r\t"),
            (#""\u0000\u00e9\u20AC""#, "\0é€"), (#""\ud83d\ude00 😀""#, "😀 😀"), ("[]", []), ("{}", [:]),
            ("[ 1 ,\t[] ]", [1, []]),
            (#"{"a": {"b": [null]}, "": 1}"#, ["a": ["b": [.null]], "": 1]), ("\"\u{7f}\u{2028}\"", "\u{7f}\u{2028}"),
        ] as [(String, JSONValue)])
    func `what RFC 8259 allows is read`(text: String, expected: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == expected)
    }

    @Test(
        arguments: [
            ("", 0), ("  ", 2), ("nul", 0), ("True", 0), ("NaN", 0), ("-Infinity", 1), ("01", 0), ("-01", 0), ("1.", 2),
            (".5", 0), ("+1", 0), ("1e", 2), ("1e+", 3), ("0x10", 1), ("1 2", 2), ("[1,]", 3), ("[1 2]", 3), ("[", 1),
            ("{\"a\":1,}", 7), ("{a:1}", 1), ("{\"a\" 1}", 5), ("{\"a\":}", 5), ("{\"a\":1", 6), ("\"a", 2),
            ("\"\\", 1),
            ("\"\n\"", 1), ("\"a\u{1}\"", 2), ("\"\\x41\"", 1), ("\"\\u12\"", 3), ("\"\\u12g4\"", 3),
            ("\"\\ud800\"", 1),
            ("\"\\udc00\"", 1), ("\"\\ud800\\u0041\"", 1), ("\"\\ud800x\"", 1), ("1e999", 0), ("-1e400", 0),
            ("{\"a\":1,\"\\u0061\":2}", 7), ("'a'", 0), ("\u{feff}1", 0), ("1\u{0}", 1), ("/**/1", 0),
            ("```json\n1\n```", 0), ("1\n```", 2), ("\u{a0}1", 0),
        ] as [(String, Int)])
    func `anything else is refused with its place`(text: String, offset: Int) {
        let error = #expect(throws: AirlockError.self) { try JSONValue(parsing: text) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.hasPrefix("JSON, byte \(offset): ") == true, "\(error?.message ?? "")")
    }

    @Test(
        arguments: [
            ([0x22, 0xff, 0x22], 1), ([0x22, 0xc0, 0x80, 0x22], 1), ([0x22, 0xed, 0xa0, 0x80, 0x22], 1),
            ([0x31, 0x20, 0xe2, 0x82], 2), ([0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], 1),
        ] as [([UInt8], Int)])
    func `bytes that aren't UTF-8 are refused`(bytes: [UInt8], offset: Int) {
        let error = #expect(throws: AirlockError.self) { try JSONValue(parsing: bytes) }
        #expect(error?.message == "JSON, byte \(offset): not UTF-8")
    }

    @Test func `64 levels are read and 65 are not`() throws {
        func nested(_ levels: Int) -> String {
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        _ = try JSONValue(parsing: nested(64))
        let error = #expect(throws: AirlockError.self) { try JSONValue(parsing: nested(65)) }
        #expect(error?.message == "JSON, byte 64: deeper than 64")
        #expect(throws: AirlockError.self) { try JSONValue(parsing: String(repeating: "[", count: 1_000_000)) }
        #expect(throws: AirlockError.self) { try JSONValue(parsing: String(repeating: "{\"a\":", count: 1_000_000)) }
        #expect(throws: AirlockError.self) { try JSONValue(parsing: Array(nested(600).utf8), maxDepth: 10_000) }
    }

    @Test func `a number of absurd length is refused`() {
        #expect(throws: AirlockError.self) { try JSONValue(parsing: "0." + String(repeating: "1", count: 2000)) }
    }

    @Test func `what canonical text says is what parsing it gives`() throws {
        var source = SeededSource(seed: 20_260_101)
        for _ in 0..<2_000 {
            let value = JSONValue.random(depth: 4, from: &source)
            let again = try JSONValue(parsing: value.canonical)
            #expect(again == value)
            #expect(again.canonical == value.canonical)
        }
    }

    @Test func `no bytes make the parser trap`() {
        var source = SeededSource(seed: 7)
        let seeds = [
            #"{"a":[1,-2.5e3,"x\u00e9\ud83d\ude00"],"b":{"c":null,"d":true}}"#, "[[[[1e5,false]]]]", "\"\\\\\"",
        ]
        for round in 0..<20_000 {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0...Int.random(in: 0..<3, using: &source) {
                bytes[Int.random(in: 0..<bytes.count, using: &source)] = UInt8.random(in: 0...255, using: &source)
            }
            bytes.removeLast(Int.random(in: 0..<3, using: &source))
            guard let value = try? JSONValue(parsing: bytes) else { continue }
            #expect((try? JSONValue(parsing: value.canonical)) == value)
        }
    }
}
