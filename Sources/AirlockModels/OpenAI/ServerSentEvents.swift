import AirlockCore

/// Reads the data of server-sent events out of bytes that arrive in arbitrary pieces (WHATWG HTML, 9.2.6).
///
/// Only `data` matters to us; other fields and comments are skipped. A line ends at LF, CR or CRLF. Unlike a browser, an
/// event that the connection's end left without its blank line still counts: some servers forget it.
struct ServerSentEvents {
    /// The most bytes that one line, or the data of one event, may have.
    let limit: Int

    private var line: [UInt8] = []
    private var data: [UInt8]?
    private var sawCarriageReturn = false
    private var isFirstLine = true

    init(limit: Int) { self.limit = limit }

    /// - Returns: The data of the events that these bytes complete, in order.
    /// - Throws: `.limitExceeded` for a line or an event over the limit, `.backendFailed` for one that isn't UTF-8.
    mutating func feed(_ bytes: some Sequence<UInt8>) throws(AirlockError) -> [String] {
        var events: [String] = []
        for byte in bytes {
            let endsPair = sawCarriageReturn && byte == UInt8(ascii: "\n")
            sawCarriageReturn = byte == UInt8(ascii: "\r")
            if endsPair { continue }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if let event = try endLine() { events.append(event) }
            } else {
                guard line.count < limit else { throw overLimit }
                line.append(byte)
            }
        }
        return events
    }

    /// - Returns: The data of an event that the end of the stream cut off from its blank line.
    mutating func finish() throws(AirlockError) -> String? {
        if !line.isEmpty, let event = try endLine() { return event }
        return try takeEvent()
    }

    private mutating func endLine() throws(AirlockError) -> String? {
        defer {
            line.removeAll(keepingCapacity: true)
            isFirstLine = false
        }
        if isFirstLine, line.starts(with: [0xef, 0xbb, 0xbf]) { line.removeFirst(3) }
        if line.isEmpty { return try takeEvent() }
        let name = line.prefix { $0 != UInt8(ascii: ":") }
        guard name.elementsEqual("data".utf8) else { return nil }
        var value = line.dropFirst(name.count + 1)
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        var joined = data.map { $0 + [UInt8(ascii: "\n")] } ?? []
        guard joined.count + value.count <= limit else { throw overLimit }
        joined += value
        data = joined
        return nil
    }

    private mutating func takeEvent() throws(AirlockError) -> String? {
        defer { data = nil }
        guard let data else { return nil }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw AirlockError(.backendFailed, "the model server sent text that is no UTF-8")
        }
        return text
    }

    private var overLimit: AirlockError {
        AirlockError(.limitExceeded, "the model server sent an event of more than \(limit) bytes")
    }
}
