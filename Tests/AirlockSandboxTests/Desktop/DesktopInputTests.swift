import AirlockCore
import AirlockSandbox
import AirlockTestKit
import Foundation
import Testing

/// What real programs see of mouse and keyboard. Needs `python3-tk` and `xterm` besides the desktop.
@Suite(
    .timeLimit(.minutes(2)),
    .enabled(if: inputProgramsAreInstalled, "a desktop's programs, python3-tk or xterm are missing"))
struct DesktopInputTests {
    /// Writes every event as a line to its standard error.
    private static let probe = """
        import sys, tkinter
        window = tkinter.Tk()
        window.title("probe")
        window.geometry("400x300+40+40")
        def say(*words): print(*words, file=sys.stderr, flush=True)
        moved = []
        def motion(event):
            if not moved: say("moved")
            moved.append(event)
        window.bind("<ButtonPress>", lambda event: say("press", event.num, event.x_root, event.y_root))
        window.bind("<ButtonRelease>", lambda event: say("release", event.num, event.x_root, event.y_root))
        window.bind("<Double-Button-1>", lambda event: say("double"))
        window.bind("<B1-Motion>", motion)
        window.bind("<Key>", lambda event: say("key", event.keysym, event.state & 0xd))
        window.bind("<Map>", lambda event: window.focus_force())
        window.bind("<FocusIn>", lambda event: say("ready"))
        window.mainloop()
        """

    @Test func `a program sees clicks, drags, the wheel and chords as a hand makes them`() async throws {
        try await Self.withDesktop(files: ["probe.py": Self.probe]) { desktop in
            let probe = try await desktop.open(
                Program(["/usr/bin/python3", "probe.py"], limits: SandboxConformance.limits))
            try await Self.says("ready", probe)
            let inputs: [DesktopInput] = [
                .click(PixelPoint(x: 100, y: 120), .right, count: 1),
                .click(PixelPoint(x: 110, y: 121), .left, count: 2),
                .drag(from: PixelPoint(x: 100, y: 100), to: PixelPoint(x: 200, y: 180), .left),
                .scroll(PixelPoint(x: 150, y: 150), .down, notches: 2),
                .scroll(PixelPoint(x: 150, y: 150), .up, notches: 1),
                .chord(try KeyChord("ctrl+shift+t")), .chord(try KeyChord("f5")), .chord(try KeyChord("alt+page_up")),
                .type(try TypedText("aБ!")),
            ]
            for input in inputs { try await desktop.perform(input) }
            let expected = [
                "press 3 100 120", "release 3 100 120", "press 1 110 121", "release 1 110 121", "double",
                "release 1 110 121", "press 1 100 100", "moved", "release 1 200 180", "press 5 150 150",
                "release 5 150 150", "press 5 150 150", "release 5 150 150", "press 4 150 150", "release 4 150 150",
                "key Control_L 0", "key Shift_L 4", "key T 5", "key F5 0", "key Alt_L 0", "key Prior 8", "key a 0",
                "key Shift_L 0", "key U0411 1", "key Shift_L 0", "key exclam 1",
            ]
            try await Self.says("exclam", probe)
            let said = await probe.errorTail().split(separator: "\n").map(String.init)
            #expect(said.filter { $0 != "ready" } == expected, "\(said)")
        }
    }

    @Test(arguments: [
        "The quick brown fox: jumps {over} [the] lazy~dog's \\ \"back\" | 100% <ok> @#$^&*()_+-=;,./?`",
        "Съешь же ещё этих мягких французских булок, да выпей чаю. ЁЖИК № 1 — «всё»",
        "emoji 😀🎉👍🏽 and 日本語, Ελληνικά, עברית, Ünïcödé €",
        String((0x410..<0x450).map { Character(Unicode.Scalar($0) ?? " ") })
            + String((0x4e00..<0x4e78).map { Character(Unicode.Scalar($0) ?? " ") }),
    ])
    func `a text arrives in a terminal whole and in order, whatever its letters`(text: String) async throws {
        try await Self.withDesktop { desktop in
            let script = "xterm -e sh -c 'cat > /tmp/typed'; cat /tmp/typed >&2"
            let terminal = try await desktop.open(
                Program(["/bin/sh", "-c", script], limits: SandboxConformance.limits))
            while try await desktop.windows().isEmpty { try Task.checkCancellation() }
            try await desktop.settle()
            try await desktop.perform(.click(PixelPoint(x: 200, y: 150), .left, count: 1))
            for input in [.type(try TypedText(text + "\n")), .chord(try KeyChord("ctrl+d"))] as [DesktopInput] {
                try await desktop.perform(input)
            }
            #expect(await terminal.waitUntilExit() == 0)
            #expect(await terminal.errorTail() == text + "\n")
        }
    }

    @Test func `a window is pictured whole where another covers it, and a region beyond it isn't`() async throws {
        try await Self.withDesktop { desktop in
            let limits = SandboxConformance.limits
            for name in ["below", "above"] {
                _ = try await desktop.open(
                    Program(["xmessage", "-name", name, "-geometry", "200x100+50+50", name], limits: limits))
                while try await !desktop.windows().contains(where: { $0.title == name }) {
                    try Task.checkCancellation()
                }
                if name == "below" { try await desktop.settle() }
            }
            try await desktop.settle()
            let below = try #require(try await desktop.windows().first { $0.title == "below" })
            let above = try #require(try await desktop.windows().first { $0.title == "above" })
            let alone = try #require(try await desktop.picture(of: .window(below.id, nil), unless: nil))
            let other = try #require(try await desktop.picture(of: .window(above.id, nil), unless: nil))
            #expect(alone.mark != other.mark)
            let part = PixelRegion(x: 0, y: 0, width: 50, height: 40)
            #expect(try await desktop.picture(of: .window(below.id, part), unless: nil) != nil)
            let wide = PixelRegion(x: 100, y: 0, width: 300, height: 40)
            let error = await #expect(throws: AirlockError.self) {
                try await desktop.picture(of: .window(below.id, wide), unless: nil)
            }
            #expect(error?.code == .notFound)
        }
    }

    @Test func `a program that fails at once is told of, with what it said`() async throws {
        try await Self.withDesktop { desktop in
            let error = await #expect(throws: AirlockError.self) {
                try await desktop.open(
                    Program(["/bin/sh", "-c", "echo no such luck >&2; exit 3"], limits: SandboxConformance.limits))
            }
            #expect(error?.code == .commandFailed && error?.message.contains("no such luck") == true)
        }
    }

    private static func withDesktop(
        files: [String: String] = [:], _ work: (VirtualDesktop) async throws -> Void
    ) async throws {
        let fixture = try SandboxFixture()
        var base = Snapshot.empty
        for (name, text) in files { base = try await fixture.keep("cat > \(name) <<'END'\n\(text)\nEND", on: base) }
        let desktop = try await VirtualDesktop.start(
            on: base, of: fixture.sandbox, folder: fixture.folder + "/desktop",
            size: PixelSize(width: 800, height: 600))
        do { try await work(desktop) } catch {
            await desktop.stop()
            throw error
        }
        await desktop.stop()
    }

    private static func says(_ word: String, _ program: any RunningService) async throws {
        while await !program.errorTail().contains(word) {
            try Task.checkCancellation()
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}

private let inputProgramsAreInstalled =
    desktopProgramsAreInstalled && FileManager.default.isExecutableFile(atPath: "/usr/bin/xterm")
    && ["/usr/lib/python3.11/tkinter", "/usr/lib/python3.12/tkinter", "/usr/lib/python3.13/tkinter"]
        .contains { FileManager.default.fileExists(atPath: $0) }
