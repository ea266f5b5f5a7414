public import AirlockCore

/// What a PDF says, taken out by poppler's programs in a sandbox without network: this process never interprets one.
public struct PDFText: Sendable {
    private static let folder = "/usr/bin"
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
        let text = String(
            decoding: try await output(of: "pdftotext -q -enc UTF-8 -nopgbrk /tmp/document.pdf -", bytes), as: UTF8.self
        )
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw AirlockError(.backendFailed, "the PDF holds no text that can be read")
        }
        return text
    }

    /// PNG of its first page, at most 1,000 pixels on a side; nil if it can't be drawn.
    /// - Throws: `.cancelled`.
    public func picture(of bytes: [UInt8]) async throws -> [UInt8]? {
        do {
            let png = try await output(
                of: "pdftoppm -q -png -singlefile -f 1 -scale-to 1000 /tmp/document.pdf -", bytes)
            return png.starts(with: [0x89, 0x50, 0x4e, 0x47]) ? png : nil
        } catch let error as AirlockError where error.code != .cancelled {
            return nil
        }
    }

    /// What a program of poppler says of the document.
    private func output(of command: String, _ bytes: [UInt8]) async throws -> [UInt8] {
        // They read a file by name; standard input is no file that they could seek in.
        let script = "cat > /tmp/document.pdf && exec \(Self.folder)/\(command)"
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
        return try result.get()
    }

    private static func converse(_ dialogue: any ServiceDialogue, _ bytes: [UInt8]) async throws -> [UInt8] {
        try await dialogue.write(bytes)
        await dialogue.finishWriting()
        var text: [UInt8] = []
        while let more = try await dialogue.read() {
            text += more
            guard text.count <= maximumBytes else {
                throw AirlockError(.limitExceeded, "what the PDF holds is longer than \(maximumBytes) bytes")
            }
        }
        return text
    }
}
