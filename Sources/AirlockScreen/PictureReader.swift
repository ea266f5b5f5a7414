import AirlockCore

/// A running `airlock-screen` (`CScreen/main.c`), to which one picture is given at a time.
actor PictureReader {
    /// It ended in the middle of its work.
    struct Ended: Error {
        let error: AirlockError
    }

    private static let mostPictureBytes = 64 << 20
    private static let mostTextBytes = 16 << 20
    /// Longer than it takes at most for a picture by itself.
    private static let time = Duration.seconds(60)
    private static let limits = Limits(
        wallSeconds: 60, cpuSeconds: 3600, outputBytes: 0, memoryBytes: 2 << 30, processes: 16, openFiles: 256,
        fileBytes: 0, layerBytes: 0, inodes: 0)
    private static let headBytes = 5
    /// `EXIT_NO_LANGUAGE`
    private static let noLanguage: Int32 = 12

    private let dialogue: any ServiceDialogue
    private var received: ArraySlice<UInt8> = []

    private init(_ dialogue: any ServiceDialogue) { self.dialogue = dialogue }

    /// Returns when Tesseract is ready.
    static func start(_ program: String, _ launcher: any DialogueLauncher) async throws -> PictureReader {
        let service = ServiceProgram(
            argv: [program, TextRecognition.languages],
            // Several threads make it slower by far (measured: 730 against 95 ms).
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"],
            readable: [program], writable: [])
        let dialogue = try await launcher.converse(with: service, egress: nil, limits: limits)
        let reader = PictureReader(dialogue)
        do {
            guard try await reader.answer().letter == UInt8(ascii: "r") else { throw CancellationError() }
            return reader
        } catch {
            await dialogue.stop()
            let said = await dialogue.errorTail()
            let isMissing = await dialogue.waitUntilExit() == noLanguage || said.contains("libtesseract")
            throw AirlockError(
                .unavailable,
                isMissing
                    ? "Tesseract with the languages \(TextRecognition.languages) is not installed"
                    : "the reader of pictures doesn't start",
                hint: "sudo apt install tesseract-ocr tesseract-ocr-eng tesseract-ocr-rus")
        }
    }

    /// - Returns: Tesseract's table of words.
    /// - Throws: ``Ended``; `.backendFailed` for what isn't a picture or can't be read, `.limitExceeded`.
    func read(_ picture: [UInt8]) async throws -> [UInt8] {
        guard picture.count <= Self.mostPictureBytes else {
            throw AirlockError(.limitExceeded, "a picture of \(picture.count) bytes is too long to read")
        }
        let length = UInt32(picture.count)
        let head = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
        let answer: (letter: UInt8, bytes: [UInt8])
        do {
            try await dialogue.write(head + picture)
            answer = try await self.answer()
        } catch {
            await dialogue.stop()
            throw Ended(error: AirlockError(.backendFailed, "the reader of pictures ended"))
        }
        guard answer.letter == UInt8(ascii: "t") else {
            let why = String(decoding: answer.bytes.prefix(200), as: UTF8.self)
            throw AirlockError(.backendFailed, "Tesseract can't read the picture: \(why)")
        }
        return answer.bytes
    }

    func stop() async { await dialogue.stop() }

    /// Whoever asks is not cancelled in the middle: an answer that is left half read would be taken for the next one's.
    private func answer() async throws -> (letter: UInt8, bytes: [UInt8]) {
        let dialogue = dialogue
        let timer = Task {
            try await Task.sleep(for: Self.time)
            await dialogue.stop()
        }
        defer { timer.cancel() }
        return try await Task {
            let head = try await take(Self.headBytes)
            let length = head.dropFirst().reduce(0) { $0 << 8 | Int($1) }
            guard length <= Self.mostTextBytes else { throw AirlockError(.limitExceeded, "an answer is too long") }
            return (head[0], try await take(length))
        }.value
    }

    private func take(_ count: Int) async throws -> [UInt8] {
        while received.count < count {
            guard let piece = try await dialogue.read() else {
                throw AirlockError(.backendFailed, "the reader of pictures ended")
            }
            received += piece
        }
        let bytes = Array(received.prefix(count))
        received = received.dropFirst(count)
        return bytes
    }
}
