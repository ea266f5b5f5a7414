import AirlockCore
import AirlockSandbox
import AirlockScreen
import Foundation
import Testing

@testable import AirlockBrowser

/// A page's picture, read by Tesseract in a sandbox. Needs `chromium` and `tesseract-ocr` with `eng` and `rus`.
@Suite(.serialized, .enabled(if: BrowserFixture.readsPictures, "needs chromium, tesseract-ocr, tesseract-ocr-rus"))
struct PictureTextTests {
    @Test func `Latin and Cyrillic on a page are read back from its picture, each word with its place`() async throws {
        let html = "<body style='font: 28px DejaVu Sans; margin: 40px'>Airlock reads pages<br>Привет большой мир"
        try await BrowserFixture.run(site: .answering { _, _ in .page("<!doctype html><meta charset=utf-8>" + html) }) {
            fixture in
            let recognition = TextRecognition(launcher: fixture.launcher) { try OwnProgram.file("airlock-screen") }
            let page = try await fixture.browser.page(at: fixture.address("/"), isPictured: true)
            let reading = try await recognition.read(try #require(page.screenshot))
            #expect(reading.text == "Airlock reads pages\nПривет большой мир")
            let word = try #require(reading.words.first)
            #expect((38...44).contains(word.x) && (40...60).contains(word.y))
            let part = try await fixture.browser.page(
                at: fixture.address("/"), isPictured: true, region: PixelRegion(x: 0, y: 0, width: 1280, height: 74))
            let line = try await recognition.read(try #require(part.screenshot))
            #expect(line.text == "Airlock reads pages")
            let error = await #expect(throws: AirlockError.self) {
                try await recognition.read(Array("no picture".utf8))
            }
            #expect(error?.code == .backendFailed)
        }
    }
}
