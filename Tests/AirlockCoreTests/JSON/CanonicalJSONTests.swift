import AirlockCore
import Testing

@Suite struct CanonicalJSONTests {
    @Test(
        arguments: [
            (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"), (0x000f_ffff_ffff_ffff, "2.225073858507201e-308"),
            (0x3ff0_0000_0000_0000, "1"), (0xbfe0_0000_0000_0000, "-0.5"), (0x3fb9_9999_9999_999a, "0.1"),
            (0x3fd5_5555_5555_5555, "0.3333333333333333"), (0x4005_bf0a_8b14_5769, "2.718281828459045"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"), (0x3e7a_d7f2_9abc_af48, "1e-7"),
            (0x4415_af1d_78b5_8c40, "100000000000000000000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"), (0x43e0_0000_0000_0000, "9223372036854776000"),
            (0x40fe_240c_9fbe_76c9, "123456.789"), (0x4340_0000_0000_0001, "9007199254740994"),
        ] as [(UInt64, String)])
    func `numbers have ECMAScript's shortest form`(bits: UInt64, text: String) {
        #expect(JSONValue.number(Double(bitPattern: bits)).canonicalText == text)
    }

    @Test func `integers keep all digits`() {
        #expect(
            JSONValue.array([.integer(.max), .integer(.min), 0]).canonicalText
                == "[9223372036854775807,-9223372036854775808,0]")
    }

    @Test func `keys are sorted by UTF-16 code units`() {
        let value: JSONValue = ["\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "😀": 5, "\u{80}": 6, "ö": 7]
        #expect(value.canonicalText == "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"\u{20ac}\":1,\"😀\":5,\"\u{fb33}\":3}")
    }

    @Test func `only what must be escaped is`() {
        #expect(
            JSONValue.string("\"\\/\u{8}\t\n\u{c}\r\u{0}\u{1f}\u{7f}é😀").canonicalText
                == "\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0000\\u001f\u{7f}é😀\"")
    }

    @Test func `equal values have equal hashes, whatever their order and spelling`() throws {
        let a = try JSONValue(parsing: #"{ "b": [1.0, "\u0041"], "a": 1e2 }"#)
        let b = try JSONValue(parsing: #"{"a":100,"b":[1,"A"]}"#)
        #expect(a.sha256 == b.sha256)
        #expect(a == b)
    }
}
