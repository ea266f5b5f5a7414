import AirlockCore
import AirlockTestKit
import AirlockTools
import Testing

@Suite(.timeLimit(.minutes(1))) struct KeyboardMouseTests {
    private let tools: ToolFixture

    init() throws { tools = try ToolFixture() }

    private func call(_ actions: JSONValue, decision: Decision = .allow) async throws -> ToolOutput {
        try await tools.call("keyboard_mouse", ["actions": actions], decision: decision)
    }

    private var desktop: MemoryDesktop {
        get async throws {
            let place = CallPlace(jobID: "job_a", base: .empty)
            return try #require(await tools.desktops.desktop(of: place) as? MemoryDesktop)
        }
    }

    @Test func `what was asked is done in order on the desktop of the call's job, and then shown`() async throws {
        let desktop = try await desktop
        await desktop.show("Hello")
        let output = try await call([
            ["type": "click", "x": 5, "y": 6], ["type": "type", "text": "Привет"], ["type": "key", "keys": "enter"],
        ])
        #expect(output.value == ["screenshot": "/pictures/5.png", "ocr_text": "Hello"])
        #expect(output.artifacts == ["/pictures/5.png"] && output.failure == nil)
        let expected: [DesktopInput] = [
            .click(PixelPoint(x: 5, y: 6), .left, count: 1), .type(try TypedText("Привет")),
            .chord(try KeyChord("enter")),
        ]
        #expect(await desktop.inputs == expected)
        #expect(await tools.desktops.places.last == CallPlace(jobID: "job_a", base: Snapshot(id: "s1")))
    }

    @Test func `it is a sensitive feature, and what it opens is judged as a command line`() throws {
        let effects = try tools.effects(
            "keyboard_mouse",
            ["actions": [["type": "open", "cmd": "xterm -e top", "cwd": "a"], ["type": "open", "cmd": "rm -rf /"]]])
        #expect(
            effects == [
                .sensitive("keyboard_mouse"), .command("xterm -e top", cwd: try WorkspacePath("a")),
                .command("rm -rf /"),
            ])
        let call = ToolCall(id: "1", tool: "keyboard_mouse", arguments: [:], declared: effects)
        #expect(call.features == [.keyboardMouse])
    }

    @Test(
        arguments: [
            [["type": "click", "x": 1280, "y": 0]], [["type": "move", "x": 0, "y": 800]], [],
            [["type": "open", "cmd": " "]], [["type": "open", "cmd": "a\u{0}"]],
            [["type": "open", "cmd": "a", "cwd": "/"]],
            [["type": "wait"]], [["type": "wait", "text": "a", "window": "b"]], [["type": "wait", "mark": "00"]],
            [["type": "wait", "text": " "]], [["type": "wait", "window": "a", "mark": "00"]],
            [["type": "wait", "region": ["x": 1000, "y": 0, "width": 300, "height": 1]]],
            [
                ["type": "type", "text": .string(String(repeating: "a", count: 2001))],
                ["type": "type", "text": .string(String(repeating: "a", count: 2000))],
            ], .array(Array(repeating: ["type": "key", "keys": "a"], count: 101)),
        ] as [JSONValue])
    func `what can't be done whole is refused before anybody is asked`(actions: JSONValue) async throws {
        let error = #expect(throws: AirlockError.self) {
            try tools.effects("keyboard_mouse", ["actions": actions])
        }
        #expect(error?.code == .invalidRequest)
        #expect(await tools.desktops.places == [])
    }

    @Test func `an allowed program runs as parsed, an approved one as the exact string`() async throws {
        let actions: JSONValue = [["type": "open", "cmd": "xterm -T 'a b'", "cwd": "src"]]
        _ = try await call(actions)
        _ = try await call(actions, decision: .ask)
        let programs = try await desktop.programs
        #expect(programs.map(\.argv) == [["xterm", "-T", "a b"], ["/bin/sh", "-c", "xterm -T 'a b'"]])
        #expect(programs.allSatisfy { "\($0.folder)" == "src" })
        await #expect(throws: AirlockError.self) { try await call([["type": "open", "cmd": "a && b"]]) }
        await #expect(throws: AirlockError.self) { try await call(actions, decision: .deny) }
        #expect(try await desktop.programs.count == 2)
    }

    @Test func `it waits for a text in whatever case and lines, for a window, and for a change`() async throws {
        let desktop = try await desktop
        await desktop.show("File  SAVED\nas a.txt", afterLooks: 3)
        let output = try await call([
            ["type": "wait", "text": "file saved as"], ["type": "open", "cmd": "gedit"],
            ["type": "wait", "window": "GEDIT", "seconds": 2],
            ["type": "key", "keys": "a"],
            ["type": "wait", "region": ["x": 0, "y": 0, "width": 9, "height": 9], "seconds": 2],
        ])
        #expect(output.failure == nil)
    }

    @Test func `it waits for a region to look as it did`() async throws {
        let desktop = try await desktop
        let mark = try await desktop.picture(of: .region(PixelRegion(x: 0, y: 0, width: 9, height: 9))).mark
        let region: JSONValue = ["x": 0, "y": 0, "width": 9, "height": 9]
        let there = try await call([["type": "wait", "region": region, "mark": .string(mark), "seconds": 1]])
        #expect(there.failure == nil)
        let gone = try await call([
            ["type": "key", "keys": "a"], ["type": "wait", "region": region, "mark": .string(mark), "seconds": 1],
        ])
        #expect(gone.failure?.code == .commandFailed)
    }

    @Test(
        arguments: [
            ["type": "wait", "text": "never", "seconds": 1], ["type": "wait", "window": "never", "seconds": 1],
            ["type": "wait", "region": ["x": 0, "y": 0, "width": 9, "height": 9], "mark": "00", "seconds": 1],
        ] as [JSONValue])
    func `what doesn't come in time fails the call, names the action, and ends it with a picture`(
        wait: JSONValue
    ) async throws {
        try await desktop.show("something else")
        let output = try await call([["type": "move", "x": 1, "y": 1], wait, ["type": "key", "keys": "enter"]])
        #expect(output.failure?.code == .commandFailed)
        #expect(output.failure?.message.hasPrefix("actions[1]: ") == true)
        #expect(output.value["ocr_text"] == "something else")
        #expect(try await desktop.inputs.count == 1)
    }

    @Test func `a call of no job has no desktop`() async throws {
        let prepared = try tools.toolbox.prepare(
            id: "1", tool: "keyboard_mouse", arguments: ["actions": [["type": "key", "keys": "a"]]])
        let error = await #expect(throws: AirlockError.self) {
            try await prepared.run(ToolContext(workspace: tools.workspace, decision: .allow))
        }
        #expect(error?.code == .unavailable)
    }
}
