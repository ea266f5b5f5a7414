import AirlockCore
import AsyncAlgorithms
import HTTPTypes
import Hummingbird
import ServiceLifecycle
import Synchronization

/// One server-sent event (WHATWG HTML, section 9.2).
struct EventFrame: Sendable {
    let id: Int?
    /// A single line.
    let event: String
    let data: JSONValue

    init(id: Int? = nil, event: String, data: JSONValue) {
        self.id = id
        self.event = event
        self.data = data
    }

    /// The last frame of a stream that failed.
    init(failure: AirlockError) {
        let data = (try? JSONValue(encoding: Failure(failure))) ?? .null
        self.init(event: "failure", data: data)
    }

    /// Canonical JSON has no line break, so the data is one line.
    var text: String { (id.map { "id: \($0)\n" } ?? "") + "event: \(event)\ndata: \(data.canonicalText)\n\n" }
}

/// Sends frames until they end, the client goes away, or the server stops. What is slow is the client: the next frame is
/// asked for only when the last one was taken, so nothing piles up.
struct EventStream: Sendable {
    let counts: RequestCounts
    /// A comment is sent this often, so that a dead connection is noticed.
    let heartbeat: Duration

    private enum Beat: Sendable {
        case text(String)
        case heartbeat
        case end
    }

    /// - Parameter request: Its body has been read, or is never read.
    /// - Throws: `.unavailable` if too many streams are open.
    func response(
        to request: Request, _ frames: some AsyncSequence<EventFrame, any Error> & Sendable
    ) throws(AirlockError) -> Response {
        try response(to: request, opening: "retry: 2000\n\n", frames.map(\.text))
    }

    /// The same for a stream without names and ids, as OpenAI's protocol has it: it isn't taken up again, so it doesn't say
    /// when.
    func response(
        to request: Request, lines: some AsyncSequence<String, any Error> & Sendable
    ) throws(AirlockError) -> Response {
        try response(to: request, opening: ": here\n\n", lines.map { "data: \($0)\n\n" })
    }

    private func response(
        to request: Request, opening: String, _ texts: some AsyncSequence<String, any Error> & Sendable
    ) throws(AirlockError) -> Response {
        try counts.openStream()
        let place = StreamPlace(counts)
        let heartbeat = heartbeat
        let body = ResponseBody { writer in
            defer { place.leave() }
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                try await writer.write(ByteBuffer(string: opening))
                let timer = AsyncTimerSequence(interval: heartbeat, clock: .continuous).map { _ in Beat.heartbeat }
                let beats = merge(chain(texts.map(Beat.text), [Beat.end].async), timer).cancelOnGracefulShutdown()
                do {
                    for try await beat in beats {
                        switch beat {
                        case .text(let text): try await writer.write(ByteBuffer(string: text))
                        case .heartbeat: try await writer.write(ByteBuffer(string: ": here\n\n"))
                        case .end: return
                        }
                    }
                } catch let error as AirlockError {
                    try await writer.write(ByteBuffer(string: EventFrame(failure: error).text))
                }
            }
            try await writer.finish(nil)
        }
        // The library closes the connection after a stream that watches for its client: say so.
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream; charset=utf-8", .connection: "close"], body: body)
    }
}

/// A place among the open streams, left once: at the end of the stream, or when nobody ever began to read it.
private final class StreamPlace: Sendable {
    private let counts: RequestCounts
    private let isTaken = Mutex(true)

    init(_ counts: RequestCounts) { self.counts = counts }

    func leave() {
        let wasTaken = isTaken.withLock { taken in
            defer { taken = false }
            return taken
        }
        if wasTaken { counts.closeStream() }
    }

    deinit { leave() }
}
