import Testing

@testable import AirlockSandbox

@Suite struct OutputCaptureTests {
    @Test func `what fits is kept whole`() {
        var capture = OutputCapture(limit: 10)
        for byte in UInt8(0)..<10 { capture.append([byte]) }
        #expect(capture.bytes == Array(0..<10))
        #expect(capture.total == 10)
    }

    @Test func `of more, the first and the last are kept and the rest is counted`() {
        var capture = OutputCapture(limit: 10)
        for byte in UInt8(0)..<100 { capture.append([byte, byte]) }
        #expect(capture.bytes == [0, 0, 1, 1, 2] + Array("\n[… 190 bytes cut …]\n".utf8) + [97, 98, 98, 99, 99])
        #expect(capture.newest == [97, 98, 98, 99, 99])
        #expect(capture.total == 200)
    }
}
