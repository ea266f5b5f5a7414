import AirlockCore
import NIOCore

/// Serves one connection of a program in the sandbox: one request, then what follows from it.
struct ClientConnection: Sendable {
    private let parts: SessionParts

    init(_ parts: SessionParts) { self.parts = parts }

    /// Returns when the connection is closed.
    func serve(_ client: BytePipe) async {
        do {
            try await client.withInput { input in
                var reader = ByteReader(input)
                try await answer(&reader, client)
                // Closing at once could reset the connection and lose the end of the answer on its way.
                client.finish()
                try await drain(&reader)
            }
        } catch {
            // Either side broke off, or the session was closed: nobody is left to be told.
            client.close()
        }
    }

    private func answer(_ reader: inout ByteReader, _ client: BytePipe) async throws {
        do {
            guard let head = try await requestHead(&reader, client) else { return }
            let request = try ProxyRequest(RequestHead(head))
            guard request.isReading || !parts.lease.isOpenWeb else {
                throw Refusal.onlyReading.about(request.target.host.text, request.target.port)
            }
            let loan = try await loan(for: request.target)
            let origin = try await connect(request.target)
            let exchange = Exchange(request: request, client: client, origin: origin, loan: loan, parts: parts)
            guard let loan, let meter = parts.meter else { return try await exchange.run(&reader) }
            try await run(exchange, &reader, on: loan, meter)
        } catch let refusal as Refusal {
            parts.log.append(refusal.attempt)
            try await client.write(ByteBuffer(string: refusal.answer))
        }
    }

    /// - Returns: nil if the client left without a word.
    private func requestHead(_ reader: inout ByteReader, _ client: BytePipe) async throws -> [UInt8]? {
        guard parts.requests.take(1) else { throw Refusal.requestsUsedUp }
        let timer = client.endInput(after: parts.limits.headTime)
        let head: Result<[UInt8]?, any Error>
        do {
            head = .success(try await reader.head(maximumBytes: parts.limits.headBytes))
        } catch {
            head = .failure(error)
        }
        timer.cancel()
        if (try? await timer.futureResult.get()) != nil {
            throw Refusal(.tooSlow, "the head of the request was not complete in \(parts.limits.headTime)")
        }
        return try head.get()
    }

    /// Runs it as long as the loan is good, and charges what it moved.
    private func run(
        _ exchange: Exchange, _ reader: inout ByteReader, on loan: OpenLoan, _ meter: LeaseMeter
    ) async throws {
        let target = exchange.request.target
        let watch = Task { [parts] in
            try await meter.ending(of: loan, checkedEvery: parts.limits.loanCheck)
            parts.log.append(Refusal.loanOver.about(target.host.text, target.port).attempt)
            exchange.origin.close()
            exchange.client.close()
        }
        let ended: Result<Void, any Error>
        do {
            ended = .success(try await exchange.run(&reader))
        } catch {
            ended = .failure(error)
        }
        watch.cancel()
        await meter.settle(loan)
        try ended.get()
    }

    /// - Returns: Nil for what is leased to every job.
    /// - Throws: ``Refusal`` for what isn't leased, or no longer.
    private func loan(for target: RequestTarget) async throws -> OpenLoan? {
        if parts.lease.allows(target.host, port: target.port) { return nil }
        let leases = parts.lease.loans(for: target.host, port: target.port)
        guard !leases.isEmpty else { throw Refusal.notLeased(target.host, target.port) }
        guard let loan = await parts.meter?.open(leases) else {
            throw Refusal.loanOver.about(target.host.text, target.port)
        }
        return loan
    }

    private func connect(_ target: RequestTarget) async throws -> BytePipe {
        let host = target.host
        let port = target.port
        guard parts.bytes.take(0) else { throw Refusal.bytesUsedUp.about(host.text, port) }
        let addresses = try await parts.dialer.checkedAddresses(of: host, port: port)
        let origin = try await parts.dialer.connect(to: addresses, of: host, channels: parts.channels)
        parts.log.append(ConnectionAttempt(host: host.text, port: port, isAllowed: true, reason: nil))
        return origin
    }

    /// Reads on until the client closes, so that what it still sends doesn't reset the connection.
    private func drain(_ reader: inout ByteReader) async throws {
        var left = 256 << 10
        while left > 0, let bytes = try await reader.next() { left -= bytes.readableBytes }
    }
}
