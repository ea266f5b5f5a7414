import AirlockCore
import Testing

@Suite struct JSONValueCodingTests {
    private struct Point: Codable, Equatable {
        var x: Int
        var y: Double
        var label: String?
        var extra: JSONValue
    }

    @Test func `a typed value survives the way there and back`() throws {
        let point = Point(x: 3, y: 1, label: nil, extra: ["big": .integer(.max), "half": .number(0.5), "none": .null])
        let value = try JSONValue(encoding: point)
        #expect(value == ["x": 3, "y": 1, "extra": point.extra])
        #expect(try value.decode(Point.self) == point)
    }

    @Test func `integers stay integers and flags stay flags`() throws {
        let value: JSONValue = [1, true, false, 0, .number(1.5), .integer(.min), "1"]
        #expect(try JSONValue(encoding: value) == value)
        #expect(try value.decode(JSONValue.self) == value)
    }

    @Test func `what doesn't fit is named`() throws {
        let missing = #expect(throws: AirlockError.self) { try JSONValue.object(["x": 1]).decode(Point.self) }
        #expect(missing?.message == "doesn't fit Point: y is missing")
        let wrong = #expect(throws: AirlockError.self) {
            try JSONValue.object(["x": "1", "y": 2, "extra": 0]).decode(Point.self)
        }
        #expect(wrong?.code == .invalidRequest)
        #expect(wrong?.message == "doesn't fit Point: x is not of type Int")
    }

    @Test func `what has no JSON form is refused`() {
        let error = #expect(throws: AirlockError.self) { try JSONValue(encoding: [Double.infinity]) }
        #expect(error?.code == .invalidRequest)
    }
}
