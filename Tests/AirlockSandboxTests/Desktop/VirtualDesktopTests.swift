import AirlockCore
import AirlockSandbox
import AirlockTestKit
import Foundation
import Testing

@Suite(.enabled(if: desktopProgramsAreInstalled, "xvfb, openbox, xdotool or x11-utils is missing"))
struct VirtualDesktopTests {
    @Test(arguments: RuntimeKind.installed)
    func `a desktop has a screen, a pointer and a picture of its own`(_ kind: RuntimeKind) async throws {
        let fixture = try SandboxFixture(kind)
        let desktop = try await Self.start(fixture, on: .empty)
        let size = try await Self.say(desktop, "xdotool getdisplaygeometry; xdotool mousemove 12 34 getmouselocation")
        #expect(size.hasPrefix("320 200\nx:12 y:34 screen:0"))
        let picture = try #require(try await desktop.picture(of: .screen, unless: nil)).png
        // The signature of PNG, then width and height as big-endian words (RFC 2083, 3.1 and 4.1.1).
        #expect(picture.prefix(8) == [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
        #expect(picture.dropFirst(16).prefix(8) == [0, 0, 1, 64, 0, 0, 0, 200])
        await desktop.stop()
    }

    @Test func `it sees the job's snapshot, can't change it, and moves on with it`() async throws {
        let fixture = try SandboxFixture()
        let first = try await fixture.keep("echo one > f")
        let second = try await fixture.keep("echo two > f; rm -f g", on: first)
        let desktop = try await Self.start(fixture, on: first)
        #expect(
            try await Self.say(desktop, "cat f; echo x > g")
                == "one\n/bin/sh: 1: cannot create g: Read-only file system\n")
        try await desktop.move(to: second)
        #expect(try await Self.say(desktop, "cat f; xdotool getdisplaygeometry") == "two\n320 200\n")
        try await desktop.move(to: .empty)
        #expect(try await Self.say(desktop, "ls -A; xdotool getdisplaygeometry") == "320 200\n")
        await desktop.stop()
        #expect(try await fixture.sandbox.read(try WorkspacePath("f"), at: first, limit: 10) == Array("one\n".utf8))
    }

    @Test func `a program that was opened stays on the screen until it is stopped`() async throws {
        let fixture = try SandboxFixture()
        let desktop = try await Self.start(fixture, on: .empty)
        let window = try await desktop.open(Program(["xmessage", "-name", "hello", "text"], limits: Self.limits))
        let found = try await Self.say(desktop, "xdotool search --sync --onlyvisible --name hello getwindowname")
        #expect(found == "hello\n")
        await window.stop()
        #expect(try await Self.say(desktop, "xdotool search --onlyvisible --name hello") == "")
        await desktop.stop()
    }

    @Test func `nothing of it is left after its end, and nothing runs on it`() async throws {
        let fixture = try SandboxFixture()
        let desktop = try await Self.start(fixture, on: .empty)
        let marker = "6\(Int.random(in: 100_000...999_999))"
        let window = try await desktop.open(Program(["sleep", marker], limits: Self.limits))
        let running = Task { try await desktop.run(Program(["sleep", marker], limits: Self.limits)) }
        for _ in 0..<3000 {
            if try StopTests.processes(with: marker).count >= 2 { break }
            try await Task.sleep(for: .milliseconds(10))
        }
        await desktop.stop()
        await desktop.stop()
        #expect(await window.waitUntilExit() == 137)
        await #expect(throws: AirlockError.self) { try await running.value }
        #expect(try StopTests.processes(with: marker) == [])
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.folder + "/desktop") == ["trash"])
        let error = await #expect(throws: AirlockError.self) { try await desktop.settle() }
        #expect(error?.code == .conflict)
    }

    @Test func `a screen is neither tiny nor huge`() async throws {
        let fixture = try SandboxFixture()
        for (width, height) in [(159, 120), (160, 119), (7681, 120), (160, 4321)] {
            let size = PixelSize(width: width, height: height)
            let error = await #expect(throws: AirlockError.self) {
                try await VirtualDesktop.start(
                    on: .empty, of: fixture.sandbox, folder: fixture.folder + "/desktop", size: size)
            }
            #expect(error?.code == .invalidRequest)
        }
    }

    private static let limits = SandboxConformance.limits

    private static func start(_ fixture: SandboxFixture, on snapshot: Snapshot) async throws -> VirtualDesktop {
        try await VirtualDesktop.start(
            on: snapshot, of: fixture.sandbox, folder: fixture.folder + "/desktop",
            size: PixelSize(width: 320, height: 200))
    }

    private static func say(_ desktop: VirtualDesktop, _ script: String) async throws -> String {
        let result = try await desktop.run(Program(["/bin/sh", "-c", "exec 2>&1; " + script], limits: limits))
        return String(decoding: result.standardOutput, as: UTF8.self)
    }
}

let desktopProgramsAreInstalled = ["Xvfb", "openbox", "xdotool", "xmessage"].allSatisfy {
    FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)")
}
