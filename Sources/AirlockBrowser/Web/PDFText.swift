public import AirlockCore

/// The text of a PDF, taken out by poppler's `pdftotext` in a sandbox without network: this process never interprets one.
public struct PDFText: Sendable {
    private static let program = "/usr/bin/pdftotext"
    private static let time = Duration.seconds(30)
    private static let maximumBytes = 4 << 20
    private static let limits = Limits(
        wallSeconds: 30, cpuSeconds: 30, outputBytes: 0, memoryBytes: 1 << 30, processes: 16, openFiles: 256,
        fileBytes: 64 << 20, layerBytes: 0, inodes: 0)

    private let launcher: any DialogueLauncher

    public init(launcher: any DialogueLauncher) { self.launcher = launcher }

    /// Paragraphs parted by blank lines.
    /// - Throws: `.backendFailed` for what isn't a PDF or has no text, `.limitExceeded`, `.unavailable`.
    public func text(of bytes: [UInt8]) async throws -> String {
        // pdftotext reads a file by name; standard input is no file that it could seek in.
        let script = "cat > /tmp/document.pdf && exec \(Self.program) -q -enc UTF-8 -nopgbrk /tmp/document.pdf -"
        let dialogue = try await launcher.converse(
            with: ServiceProgram(
                argv: ["/bin/sh", "-c", script],
                environment: ["PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8"],
                readable: [], writable: []), egress: nil, limits: Self.limits)
        let result: Result<[UInt8], any Error>
        do {
            result = .success(
                try await within(Self.time, "the PDF took longer than \(Self.time) to read") {
                    try await Self.converse(dialogue, bytes)
                })
        } catch {
            result = .failure(error)
        }
        await dialogue.stop()
        let text = String(decoding: try result.get(), as: UTF8.self)
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw AirlockError(.backendFailed, "the PDF holds no text that can be read")
        }
        return text
    }

    private static func converse(_ dialogue: any ServiceDialogue, _ bytes: [UInt8]) async throws -> [UInt8] {
        try await dialogue.write(bytes)
        await dialogue.finishWriting()
        var text: [UInt8] = []
        while let more = try await dialogue.read() {
            text += more
            guard text.count <= maximumBytes else {
                throw AirlockError(.limitExceeded, "the PDF's text is longer than \(maximumBytes) bytes")
            }
        }
        return text
    }
}
