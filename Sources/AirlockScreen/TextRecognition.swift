public import AirlockCore

/// Reads the text in pictures by Tesseract, in a container without network that is made for each: this process never interprets
/// a picture that a page or a program made.
public struct TextRecognition: Sendable {
    /// Words with their places, and all of them as text.
    public struct Reading: Sendable, Hashable {
        public let text: String
        public let words: [RecognizedWord]
    }

    /// English alone garbles Russian (measured), so both are looked for at once.
    public static let languages = "eng+rus"

    private static let time = Duration.seconds(60)
    private static let maximumBytes = 16 << 20
    private static let limits = Limits(
        wallSeconds: 60, cpuSeconds: 60, outputBytes: 0, memoryBytes: 1 << 30, processes: 16, openFiles: 256,
        fileBytes: 64 << 20, layerBytes: 0, inodes: 0)

    private let launcher: any DialogueLauncher

    public init(launcher: any DialogueLauncher) { self.launcher = launcher }

    /// - Parameter picture: PNG.
    /// - Throws: `.unavailable` without Tesseract or a language, `.backendFailed` for what isn't a picture, `.limitExceeded`.
    public func read(_ picture: [UInt8]) async throws -> Reading {
        // Several threads make it slower by far (measured: 730 against 95 ms).
        let script = """
            command -v tesseract >/dev/null || exit 127
            cat > /tmp/picture.png && exec tesseract /tmp/picture.png - -l \(Self.languages) --dpi 96 tsv
            """
        let program = ServiceProgram(
            argv: ["/bin/sh", "-c", script],
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"],
            readable: [], writable: [])
        let dialogue = try await launcher.converse(with: program, egress: nil, limits: Self.limits)
        let result: Result<[UInt8], any Error>
        do { result = .success(try await Self.converse(dialogue, picture)) } catch { result = .failure(error) }
        let said = await dialogue.errorTail()
        await dialogue.stop()
        let status = await dialogue.waitUntilExit()
        let table = try? result.get()
        if status == 127 || said.contains("Failed loading language") {
            throw AirlockError(
                .unavailable, "Tesseract with the languages \(Self.languages) is not installed",
                hint: "sudo apt install tesseract-ocr tesseract-ocr-eng tesseract-ocr-rus")
        }
        if case .failure(let error) = result, (error as? AirlockError)?.code != .backendFailed { throw error }
        guard let table, status == 0 else {
            throw AirlockError(.backendFailed, "Tesseract can't read the picture")
        }
        let reading = TesseractTable(String(decoding: table, as: UTF8.self))
        return Reading(text: reading.text, words: reading.words)
    }

    private static func converse(_ dialogue: any ServiceDialogue, _ picture: [UInt8]) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                try await dialogue.write(picture)
                await dialogue.finishWriting()
                var table: [UInt8] = []
                while let more = try await dialogue.read() {
                    table += more
                    guard table.count <= maximumBytes else {
                        throw AirlockError(.limitExceeded, "a picture holds more text than \(maximumBytes) bytes")
                    }
                }
                // So that its exit status is its own.
                _ = await dialogue.waitUntilExit()
                return table
            }
            group.addTask {
                try await Task.sleep(for: time)
                await dialogue.stop()
                throw AirlockError(.limitExceeded, "the picture took longer than \(time) to read")
            }
            guard let table = try await group.next() ?? nil else { throw CancellationError() }
            return table
        }
    }
}
