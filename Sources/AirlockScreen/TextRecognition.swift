public import AirlockCore

/// Reads the text in pictures by Tesseract, in a container without network: this process never interprets a picture that a page or a
/// program made.
///
/// One container is kept with Tesseract ready in it (`airlock-screen`); in it each picture is read by a process of its own, so that
/// none can spoil the reading of another. It is started when it is first needed, again if it ended, and ends after a while
/// without a picture.
public actor TextRecognition {
    /// Words with their places, and all of them as text.
    public struct Reading: Sendable, Hashable {
        public let text: String
        public let words: [RecognizedWord]
    }

    /// English alone garbles Russian (measured), so both are looked for at once.
    public static let languages = "eng+rus"

    private static let idleTime = Duration.seconds(300)

    private let launcher: any DialogueLauncher
    private let program: @Sendable () throws -> String
    private let turns = Turns()
    private var reader: Task<PictureReader, any Error>?
    private var idle: Task<Void, any Error>?

    /// - Parameter program: Absolute path of `airlock-screen` on this machine, asked for when it is started.
    public init(launcher: any DialogueLauncher, program: @escaping @Sendable () throws -> String) {
        self.launcher = launcher
        self.program = program
    }

    /// One at a time; several callers wait for each other.
    /// - Parameter picture: PNG, up to 64 MiB and 64 million pixels.
    /// - Throws: `.unavailable` without Tesseract or a language, `.backendFailed` for what isn't a picture, `.limitExceeded`.
    public func read(_ picture: [UInt8]) async throws -> Reading {
        try await turns.next { try await self.readInTurn(picture) }
    }

    private func readInTurn(_ picture: [UInt8]) async throws -> Reading {
        idle?.cancel()
        defer { endWhenIdle() }
        let table: [UInt8]
        do {
            table = try await ready().read(picture)
        } catch let failure as PictureReader.Ended {
            // It may have ended since the last picture; a second time is the picture's doing, or the machine's.
            reader = nil
            do { table = try await ready().read(picture) } catch is PictureReader.Ended {
                reader = nil
                throw failure.error
            }
        }
        let reading = TesseractTable(String(decoding: table, as: UTF8.self))
        return Reading(text: reading.text, words: reading.words)
    }

    /// Makes it ready before it is needed.
    /// - Throws: `.unavailable`.
    public func prewarm() async throws {
        try await turns.next {
            _ = try await self.ready()
            await self.endWhenIdle()
        }
    }

    public func stop() async {
        idle?.cancel()
        await end()
    }

    private func ready() async throws -> PictureReader {
        let (launcher, program) = (launcher, program)
        let starting = reader ?? Task { try await PictureReader.start(program(), launcher) }
        reader = starting
        do {
            return try await starting.value
        } catch {
            reader = nil
            throw error
        }
    }

    private func endWhenIdle() {
        idle?.cancel()
        idle = Task { [weak self] in
            try await Task.sleep(for: Self.idleTime)
            await self?.end()
        }
    }

    private func end() async {
        let ending = reader
        reader = nil
        if let reader = try? await ending?.value { await reader.stop() }
    }
}
