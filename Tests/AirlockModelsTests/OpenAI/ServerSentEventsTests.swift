import AirlockCore
import AirlockTestKit
import Testing

@testable import AirlockModels

struct ServerSentEventsTests {
    private static let table: [(String, [String])] = [
        ("data: one\n\ndata: two\n\n", ["one", "two"]),
        ("data: one\r\n\r\ndata: two\r\n\r\n", ["one", "two"]),
        ("data: one\r\rdata: two\r\r", ["one", "two"]),
        ("data:one\n\n", ["one"]),
        ("data:  one\n\n", [" one"]),
        ("data: one\ndata: two\n\n", ["one\ntwo"]),
        ("data\n\n", [""]),
        ("data:\ndata:\n\n", ["\n"]),
        (": a comment\n\ndata: one\n: another\n\n", ["one"]),
        ("event: x\nid: 3\nretry: 10\ndata: one\n\n", ["one"]),
        ("\u{feff}data: one\n\n", ["one"]),
        ("\n\n\ndata: one\n\n\n\n", ["one"]),
        ("data: без конца", ["без конца"]),
        ("data: без пустой\n", ["без пустой"]),
        ("dataset: no\n\n", []),
        ("", []),
        ("data: {\"a\":\"👩‍👩‍👧\"}\n\n", ["{\"a\":\"👩‍👩‍👧\"}"]),
    ]

    private static func parse(_ pieces: [[UInt8]], limit: Int = 1_000) throws -> [String] {
        var parser = ServerSentEvents(limit: limit)
        var events: [String] = []
        for piece in pieces { events += try parser.feed(piece) }
        if let last = try parser.finish() { events.append(last) }
        return events
    }

    @Test(arguments: table)
    func `each form of a stream gives its events`(text: String, events: [String]) throws {
        #expect(try Self.parse([Array(text.utf8)]) == events)
        #expect(try Self.parse(text.utf8.map { [$0] }) == events)
    }

    @Test(arguments: 0..<300)
    func `where the pieces are cut changes nothing`(seed: UInt64) throws {
        var random = SeededSource(seed: seed)
        let text = Self.table.filter { $0.0.hasSuffix("\n\n") && !$0.0.hasPrefix("\u{feff}") }.map(\.0).joined()
        let bytes = Array(text.utf8)
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + Int.random(in: 1...20, using: &random))
            pieces.append(Array(bytes[start..<end]))
            start = end
        }
        #expect(try Self.parse(pieces) == Self.parse([bytes]))
    }

    @Test func `bytes that are no UTF-8 are an error and not a question mark`() {
        let error = #expect(throws: AirlockError.self) {
            try Self.parse([Array("data: a".utf8) + [0xff, 0xd0] + Array("\n\n".utf8)])
        }
        #expect(error?.code == .backendFailed)
    }

    @Test func `a line and an event have a limit`() {
        let line = #expect(throws: AirlockError.self) { try Self.parse([Array(repeating: 97, count: 11)], limit: 10) }
        #expect(line?.code == .limitExceeded)
        let event = #expect(throws: AirlockError.self) {
            try Self.parse([Array("data:aaa\ndata:aaa\ndata:aaa\ndata:aaa\n\n".utf8)], limit: 10)
        }
        #expect(event?.code == .limitExceeded)
    }
}
