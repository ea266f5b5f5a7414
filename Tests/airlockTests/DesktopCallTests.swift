import AirlockCore
import Foundation
import Testing

@testable import airlock

/// Keyboard and mouse through the whole product: policy, approval, a real window, and what can be read on the screen afterwards.
@Suite(
    .serialized, .timeLimit(.minutes(5)),
    .enabled(if: desktopIsPossible, "needs xvfb, openbox, xterm, tesseract-ocr and tesseract-ocr-rus"))
struct DesktopCallTests {
    @Test func `Latin and Cyrillic typed into a window are read back, and the first two uses wait for a person`()
        async throws
    {
        let installation = try Installation()
        let server = try await installation.serve()
        let terminal = "xterm -fa 'DejaVu Sans Mono' -fs 18 -geometry 70x16 -e cat"
        let first = try await Self.approved(
            server, [["type": "open", "cmd": .string(terminal)], ["type": "wait", "window": "cat"]])
        #expect(first["status"] == "ok", "\(first)")
        let latin = "The harbour bridge was repaired by Tuesday morning"
        let second = try await Self.approved(
            server,
            [
                ["type": "click", "x": 300, "y": 200], ["type": "type", "text": .string(latin + "\n")],
                ["type": "wait", "text": .string(latin), "seconds": 20],
            ])
        #expect(second["status"] == "ok", "\(second)")
        #expect(Self.text(second).contains(latin), "\(second)")
        let cyrillic = "Мост через гавань починили во вторник утром"
        let third = try await server.tool(
            "keyboard_mouse",
            [
                "actions": [
                    ["type": "type", "text": .string(cyrillic + "\n")],
                    ["type": "wait", "text": .string(cyrillic), "seconds": 20],
                ]
            ])
        #expect(third["status"] == "ok", "\(third)")
        #expect(Self.text(third).contains(latin) && Self.text(third).contains(cyrillic), "\(third)")
        let path = try #require(third["output"]?["screenshot"]?.string)
        #expect(path.hasPrefix(installation.home + "/artifacts/"))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(bytes.prefix(4) == Data([0x89, 0x50, 0x4e, 0x47]))
        let window = try await server.tool("screenshot", ["target": "cat"])
        #expect(Self.text(window).contains(cyrillic), "\(window)")
        let words = window["output"]?["meta"]?["words"]?.array ?? []
        #expect(words.contains { $0["text"] == "гавань" && ($0["confidence"]?.integer ?? 100) > 50 })
        await server.stop()
    }

    @Test func `what it opens is denied and asked about as any command line`() async throws {
        let installation = try Installation()
        let server = try await installation.serve()
        let denied = try await server.tool(
            "keyboard_mouse", ["actions": [["type": "open", "cmd": "xterm -e 'rm -rf /'"]]])
        #expect(denied["status"] == "pending" || denied["error"]?["code"] == "denied", "\(denied)")
        let destroys = try await server.tool("keyboard_mouse", ["actions": [["type": "open", "cmd": "rm -rf /"]]])
        #expect(destroys["error"]?["code"] == "denied", "\(destroys)")
        for _ in 0..<2 {
            let used = try await Self.approved(server, [["type": "move", "x": 1, "y": 1]])
            #expect(used["status"] == "ok", "\(used)")
        }
        let third = try await server.tool("keyboard_mouse", ["actions": [["type": "move", "x": 2, "y": 2]]])
        #expect(third["status"] == "ok", "\(third)")
        let opens = try await server.tool("keyboard_mouse", ["actions": [["type": "open", "cmd": "xterm"]]])
        #expect(opens["status"] == "pending", "\(opens)")
        let beyond = try await server.tool("keyboard_mouse", ["actions": [["type": "click", "x": 1280, "y": 2]]])
        #expect(beyond["error"]?["code"] == "invalid_request", "\(beyond)")
        await server.stop()
    }

    private static func text(_ answer: JSONValue) -> String {
        (answer["output"]?["ocr_text"]?.string ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// A call that must wait for a person, who says yes.
    private static func approved(_ server: ServerProcess, _ actions: JSONValue) async throws -> JSONValue {
        let asked = try await server.tool("keyboard_mouse", ["actions": actions])
        #expect(asked["status"] == "pending", "\(asked)")
        let id = asked["approval"]?["id"]?.string ?? ""
        _ = try await server.client.post("/approvals/\(id)/decision", ["decision": "approve"])
        return try await server.outcome(of: asked["request_id"]?.string ?? "")
    }
}

private let desktopIsPossible = [
    "/usr/bin/Xvfb", "/usr/bin/openbox", "/usr/bin/xterm", "/usr/share/tesseract-ocr/5/tessdata/rus.traineddata",
].allSatisfy { FileManager.default.fileExists(atPath: $0) }
