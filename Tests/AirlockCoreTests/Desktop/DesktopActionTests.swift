import AirlockCore
import Testing

@Suite struct DesktopActionTests {
    private let size = PixelSize(width: 100, height: 50)

    private func inputs(_ action: JSONValue) throws -> [DesktopInput] {
        try JSONSchema(DesktopAction.schema(most: 9)).check([action], as: "actions")
        return try action.decode(DesktopAction.self).inputs(on: size, "actions[0]")
    }

    @Test func `each kind is what a hand does`() throws {
        let place = PixelPoint(x: 3, y: 4)
        #expect(try inputs(["type": "move", "x": 3, "y": 4]) == [.move(place)])
        #expect(try inputs(["type": "click", "x": 3, "y": 4]) == [.click(place, .left, count: 1)])
        #expect(
            try inputs(["type": "double", "x": 3, "y": 4, "button": "right"]) == [.click(place, .right, count: 2)])
        #expect(
            try inputs(["type": "drag", "x": 3, "y": 4, "to_x": 99, "to_y": 49])
                == [.drag(from: place, to: PixelPoint(x: 99, y: 49), .left)])
        #expect(
            try inputs(["type": "scroll", "x": 3, "y": 4, "down": -2, "right": 1])
                == [.scroll(place, .up, notches: 2), .scroll(place, .right, notches: 1)])
        #expect(try inputs(["type": "key", "keys": "ctrl+s"]) == [.chord(try KeyChord("ctrl+s"))])
        #expect(try inputs(["type": "type", "text": "ё"]) == [.type(try TypedText("ё"))])
        #expect(try inputs(["type": "wait", "seconds": 1]) == [])
    }

    @Test(
        arguments: [
            ["type": "click", "x": 100, "y": 0], ["type": "click", "x": 0, "y": 50],
            ["type": "drag", "x": 0, "y": 0, "to_x": 100, "to_y": 0], ["type": "click", "x": -1, "y": 0],
            ["type": "move", "x": 1], ["type": "click", "x": 1, "y": 1, "text": "a"], ["type": "type", "text": ""],
            ["type": "scroll", "x": 1, "y": 1], ["type": "scroll", "x": 1, "y": 1, "down": 51],
            ["type": "scroll", "x": 1, "y": 1, "down": 0], ["type": "key", "keys": "nonsense"],
            ["type": "click", "x": 1, "y": 1, "button": "fourth"], ["type": "dance"],
            ["type": "move", "x": 1, "y": 1, "speed": 3], ["type": "open"],
            ["type": "move", "x": .number(1.5), "y": 1],
            ["type": "wait", "seconds": 61],
        ] as [JSONValue])
    func `places beyond the screen, missing fields and idle ones are refused`(action: JSONValue) {
        let error = #expect(throws: AirlockError.self) { try inputs(action) }
        #expect(error?.code == .invalidRequest)
    }
}
