import AirlockCore

/// Talks with `airlock-desktop`, the program that moves the mouse, presses keys and takes pictures (`CDesktop/main.c`). What it
/// answers is data of the sandbox.
actor DesktopDriver {
    struct Answer: Sendable {
        let bytes: [UInt8]
        /// 16 hex digits.
        let mark: String
    }

    /// Bytes of the longest answer: a picture.
    private static let mostBytes = 64 << 20
    private static let mostHeaderBytes = 64

    private let dialogue: any ServiceDialogue
    private let turns = Turns()
    private var received: ArraySlice<UInt8> = []

    init(_ dialogue: any ServiceDialogue) { self.dialogue = dialogue }

    /// One request and its answer; several callers wait for each other. A request that has begun is carried to its end, also
    /// for a caller that was cancelled: half a key stroke would leave the key down.
    /// - Parameter time: After it the driver is stopped.
    /// - Throws: `.backendFailed` if the driver ended or was too late: then it is of no use any more. `.notFound` for what it
    ///   refused.
    func ask(_ request: String, within time: Duration) async throws -> Answer {
        try await turns.next { try await self.askInTurn(request, within: time) }
    }

    private func askInTurn(_ request: String, within time: Duration) async throws -> Answer {
        let work = Task { try await exchange(request) }
        let dialogue = dialogue
        let timer = Task {
            try await Task.sleep(for: time)
            await dialogue.stop()
        }
        defer { timer.cancel() }
        return try await work.value
    }

    func stop() async { await dialogue.stop() }

    private func exchange(_ request: String) async throws -> Answer {
        try await dialogue.write(Array((request + "\n").utf8))
        let header = try await header()
        let bytes = try await take(header.length)
        guard header.isFine else {
            let why = String(decoding: bytes.prefix(200), as: UTF8.self)
            throw AirlockError(.notFound, "the desktop: \(why.printable)")
        }
        return Answer(bytes: bytes, mark: header.mark)
    }

    private func header() async throws -> (isFine: Bool, length: Int, mark: String) {
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                let words = String(decoding: received[..<end], as: UTF8.self).split(separator: " ")
                received = received[(end + 1)...]
                guard words.count == 3, let length = Int(words[1]), (0...Self.mostBytes).contains(length),
                    words[2].utf8.count <= 16, words[2].allSatisfy(\.isHexDigit)
                else { break }
                return (words[0] == "ok", length, String(words[2]))
            }
            guard received.count < Self.mostHeaderBytes else { break }
            try await more()
        }
        await dialogue.stop()
        throw AirlockError(.backendFailed, "the desktop's driver talks nonsense")
    }

    private func take(_ count: Int) async throws -> [UInt8] {
        while received.count < count { try await more() }
        let bytes = Array(received.prefix(count))
        received = received.dropFirst(count)
        return bytes
    }

    private func more() async throws {
        guard let piece = try await dialogue.read() else {
            throw AirlockError(.backendFailed, "the desktop's driver has ended, or was too late")
        }
        received += piece
    }
}
