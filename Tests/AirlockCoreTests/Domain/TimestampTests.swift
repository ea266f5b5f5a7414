import AirlockCore
import AirlockTestKit
import Testing

@Suite struct TimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1, "1970-01-01T00:00:00.001Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (-1000, "1969-12-31T23:59:59.000Z"), (1_767_225_600_123, "2026-01-01T00:00:00.123Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        ] as [(Int64, String)])
    func `a moment is written as RFC 3339 with milliseconds`(milliseconds: Int64, text: String) {
        #expect(Timestamp(millisecondsSince1970: milliseconds).description == text)
    }

    @Test func `every millisecond survives being written and read`() throws {
        var source = SeededSource(seed: 3)
        for _ in 0..<2_000 {
            let time = Timestamp(millisecondsSince1970: Int64.random(in: 0..<4_000_000_000_000, using: &source))
            #expect(try JSONValue(encoding: time).decode(Timestamp.self) == time)
        }
    }
}
