import AirlockCore
import NIOCore

/// One request and its answer, or one tunnel, between a client and the origin that it may talk to.
struct Exchange: Sendable {
    let request: ProxyRequest
    let client: BytePipe
    let origin: BytePipe
    /// What it is charged to; nil: to nothing.
    let loan: OpenLoan?
    let parts: SessionParts

    /// Returns when both have sent all that they will. What breaks a rule on the way ends it and is logged.
    func run(_ reader: inout ByteReader) async throws {
        try await origin.withInput { input in
            if request.kind == .tunnel {
                try await client.write(ByteBuffer(string: "HTTP/1.1 200 Connection established\r\n\r\n"))
            }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await download(input) }
                do {
                    try await upload(&reader)
                } catch let refusal as Refusal {
                    parts.log.append(named(refusal).attempt)
                    origin.close()
                } catch {
                    // The origin reads no more, and may still have something to say; or the client has gone.
                }
                // Not before: what the client sent last is still to be passed on when it has closed.
                origin.closes(with: client)
                await group.next()
            }
        }
    }

    /// What the origin sends, byte for byte.
    private func download(_ input: BytePipe.Input) async {
        do {
            for try await bytes in input { try await move(bytes, to: client) }
            client.finish()
        } catch {
            if let refusal = error as? Refusal { parts.log.append(named(refusal).attempt) }
            // Ends the upload too, which waits for the client.
            client.close()
        }
    }

    private func upload(_ reader: inout ByteReader) async throws {
        switch request.kind {
        case .tunnel:
            try await checkServerName(&reader)
            while let bytes = try await reader.next() { try await move(bytes, to: origin) }
            origin.finish()
        case .plain(let head, let framing):
            try await move(ByteBuffer(bytes: head), to: origin)
            switch framing {
            case .empty: break
            case .length(let count): try await upload(&reader, count: count)
            case .chunked: try await uploadChunks(&reader)
            }
        }
    }

    private func upload(_ reader: inout ByteReader, count: Int) async throws {
        var left = count
        while left > 0 {
            if reader.buffer.readableBytes == 0, try await !reader.readMore() { return origin.close() }
            guard let bytes = reader.take(left) else { continue }
            left -= bytes.readableBytes
            try await move(bytes, to: origin)
        }
    }

    /// In chunks of our own making: nothing of the client's framing reaches the origin.
    private func uploadChunks(_ reader: inout ByteReader) async throws {
        var body = ChunkedBody()
        while !body.isComplete {
            guard let bytes = try reader.next(of: &body) else {
                if !body.isComplete, try await !reader.readMore() { return origin.close() }
                continue
            }
            var chunk = ByteBuffer(string: String(bytes.readableBytes, radix: 16) + "\r\n")
            chunk.writeImmutableBuffer(bytes)
            chunk.writeString("\r\n")
            try await move(chunk, to: origin)
        }
        try await move(ByteBuffer(string: "0\r\n\r\n"), to: origin)
    }

    private func move(_ bytes: ByteBuffer, to pipe: BytePipe) async throws {
        guard parts.bytes.take(bytes.readableBytes) else { throw Refusal.bytesUsedUp }
        guard loan?.move(bytes.readableBytes) != false else { throw Refusal.loanOver }
        try await pipe.write(bytes)
    }

    /// Holds the client's first bytes back until they show which server it means to talk to.
    private func checkServerName(_ reader: inout ByteReader) async throws {
        while true {
            let first = Array(reader.buffer.readableBytesView.prefix(ClientHello.maximumBytes + 1))
            switch TunnelOpening(first, to: request.target) {
            case .passes: return
            case .needsMore:
                if try await reader.readMore() { continue }
                if first.isEmpty { return }
                throw TunnelOpening.unreadable
            case .refused(let refusal, let alert):
                try await client.write(ByteBuffer(bytes: alert))
                throw refusal
            }
        }
    }

    /// About this exchange, unless it names a host already.
    private func named(_ refusal: Refusal) -> Refusal {
        refusal.host.isEmpty ? refusal.about(request.target.host.text, request.target.port) : refusal
    }
}
