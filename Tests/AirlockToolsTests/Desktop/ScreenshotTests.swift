import AirlockCore
import AirlockTestKit
import AirlockTools
import Testing

@Suite struct ScreenshotTests {
    private let tools: ToolFixture

    init() throws {
        tools = try ToolFixture(camera: { url, region in
            let size = PixelSize(width: region?.width ?? 1280, height: region?.height ?? 800)
            return Screenshot.Shot(png: Array("page".utf8), url: url + "#", size: size)
        })
    }

    private func shot(_ arguments: JSONValue) async throws -> JSONValue {
        try await tools.call("screenshot", arguments).value
    }

    private func desktop() async throws -> MemoryDesktop {
        try #require(await tools.desktops.desktop(of: CallPlace(jobID: "job_a", base: .empty)) as? MemoryDesktop)
    }

    @Test func `a page comes from the browser, and no desktop is started for it`() async throws {
        let value = try await shot(["target": "HTTP://example.org/"])
        let expected: JSONValue = [
            "image_path": "/pictures/4.png", "ocr_text": "page",
            "meta": [
                "width": 1280, "height": 800, "scale": 1, "url": "HTTP://example.org/#", "language": "eng",
                "words": [],
            ],
        ]
        #expect(value == expected)
        #expect(await tools.desktops.places == [])
    }

    @Test func `a page without a browser is unavailable, and the desktop isn't`() async throws {
        let without = try ToolFixture()
        #expect(await without.code("screenshot", ["target": "https://example.org/"]) == .unavailable)
        #expect(await without.code("screenshot", ["target": "desktop"]) == nil)
    }

    @Test func `the desktop is shown whole or in part, with a mark of its look`() async throws {
        try await desktop().show("all")
        let whole = try await shot(["target": "desktop"])
        #expect(whole["ocr_text"] == "all" && whole["meta"]?["width"] == 1280 && whole["meta"]?["height"] == 800)
        #expect(whole["meta"]?["mark"]?.string?.count == 16)
        let part = try await shot(["target": "Desktop", "region": ["x": 10, "y": 20, "width": 30, "height": 40]])
        #expect(part["meta"]?["width"] == 30 && part["meta"]?["height"] == 40)
    }

    @Test func `a window is found by a part of its title, the uppermost of several`() async throws {
        for name in ["mousepad", "MousePad", "xterm"] {
            try await desktop().open(Program([name], limits: limits))
        }
        #expect(try await shot(["target": "mouse"])["meta"]?["window"] == "MousePad")
        #expect(try await shot(["target": "mousepad"])["meta"]?["window"] == "mousepad")
        let part = try await shot(["target": "xterm", "region": ["x": 1, "y": 2, "width": 3, "height": 4]])
        #expect(part["meta"]?["x"] == 1 && part["meta"]?["y"] == 2 && part["meta"]?["width"] == 3)
    }

    @Test func `a window that isn't there is not found, and those that are, are named`() async throws {
        try await desktop().open(Program(["xterm"], limits: limits))
        let error = await #expect(throws: AirlockError.self) { try await shot(["target": "gimp"]) }
        #expect(error?.code == .notFound && error?.hint == "there are: \"xterm\"")
        let wide: JSONValue = ["target": "xterm", "region": ["x": 0, "y": 0, "width": 201, "height": 1]]
        #expect(await tools.code("screenshot", wide) == .invalidRequest)
        let beyond: JSONValue = ["target": "desktop", "region": ["x": 0, "y": 1, "width": 1, "height": 800]]
        #expect(await tools.code("screenshot", beyond) == .invalidRequest)
        #expect(await tools.code("screenshot", ["target": "  "]) == .invalidRequest)
    }
}
