import AirlockCore
import AirlockSandbox
import Foundation
import Testing

@testable import AirlockScreen

/// The reader of pictures in its container. Needs `tesseract-ocr` with `eng` and `rus`.
@Suite(.timeLimit(.minutes(2)), .enabled(if: tesseractIsInstalled, "needs tesseract-ocr, tesseract-ocr-rus"))
struct TextRecognitionTests {
    /// `Hello` in black, 160 by 40 pixels.
    private static let hello = [UInt8](Data(base64Encoded: helloPicture) ?? Data())

    private static func recognition(_ counted: CountingLauncher) -> TextRecognition {
        TextRecognition(launcher: counted) { try OwnProgram.file("airlock-screen") }
    }

    @Test func `one reader serves many pictures, and what isn't one doesn't end it`() async throws {
        let launcher = try CountingLauncher()
        let recognition = Self.recognition(launcher)
        for _ in 0..<3 {
            #expect(try await recognition.read(Self.hello).text == "Hello")
            for broken in [Array("no picture".utf8), [], Array(Self.hello.prefix(60)), Self.bomb] {
                let error = await #expect(throws: AirlockError.self) { try await recognition.read(broken) }
                #expect(error?.code == .backendFailed)
            }
        }
        #expect(await launcher.count == 1)
        await recognition.stop()
    }

    @Test func `a reader that ended is started again`() async throws {
        let launcher = try CountingLauncher()
        let recognition = Self.recognition(launcher)
        try await recognition.prewarm()
        await launcher.newest?.stop()
        #expect(try await recognition.read(Self.hello).text == "Hello")
        #expect(await launcher.count == 2)
        await recognition.stop()
    }

    @Test func `several callers each get their own picture's text`() async throws {
        let recognition = Self.recognition(try CountingLauncher())
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<8 {
                group.addTask {
                    guard number % 2 == 0 else {
                        return (try? await recognition.read([1, 2, 3])) == nil
                    }
                    return try await recognition.read(Self.hello).text == "Hello"
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        await recognition.stop()
    }

    @Test func `a program that is missing is said to be`() async throws {
        let recognition = TextRecognition(launcher: try CountingLauncher()) {
            throw AirlockError(.unavailable, "the program airlock-screen is missing")
        }
        let error = await #expect(throws: AirlockError.self) { try await recognition.read(Self.hello) }
        #expect(error?.code == .unavailable)
    }

    /// A header that promises 60,000 by 60,000 pixels.
    private static let bomb: [UInt8] = {
        var bytes = Array(hello.prefix(16)) + [0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60] + Array(hello.dropFirst(24))
        bytes[28] = hello[28]
        return bytes
    }()
}

private let tesseractIsInstalled =
    FileManager.default.fileExists(atPath: "/usr/share/tesseract-ocr/5/tessdata/rus.traineddata")

/// Starts real containers, and counts them.
private actor CountingLauncher: DialogueLauncher {
    private let launcher: SandboxLauncher
    private(set) var count = 0
    private(set) var newest: (any ServiceDialogue)?

    init() throws {
        let runtime = try #require(try RuntimeChoice("bubblewrap", virtualMachine: nil).candidates().first)
        launcher = SandboxLauncher(temporaryBytes: 64 << 20, runtime: runtime)
    }

    func converse(
        with service: ServiceProgram, egress: EgressLease?, limits: Limits
    ) async throws -> any ServiceDialogue {
        count += 1
        let dialogue = try await launcher.converse(with: service, egress: egress, limits: limits)
        newest = dialogue
        return dialogue
    }
}
