import AirlockCore
import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Testing

@Suite(.timeLimit(.minutes(1))) struct JobEventsTests {
    @Test func `a reader sees what is stored, then what comes, then the end`() async throws {
        try await RunningServer.with { server in
            let id = try await server.begin()
            let reader = try await server.follow(id)
            try await reader.read(until: "event: created\n")
            await server.desk.progress("plan: 9 tokens/s")
            try await reader.read(until: "event: progress\ndata: {\"text\":\"plan: 9 tokens/s\"}\n\n")
            await server.desk.tell(.stepStarted(1, callID: "req_9"), of: id)
            try await reader.read(until: "id: 2\nevent: step_started\n")
            await server.desk.tell(.ended(.succeeded, summary: "done"), of: id)
            try await reader.read(until: "event: end\ndata: {}\n\n")
            #expect(try await reader.rest() == "")
            #expect(await reader.text.hasPrefix("retry: 2000\n\nid: 1\nevent: created\ndata: {"))
        }
    }

    @Test func `a reader that comes back misses nothing and gets nothing twice`() async throws {
        try await RunningServer.with { server in
            let id = try await server.begin()
            await server.desk.tell(.stepStarted(1, callID: "req_9"), of: id)
            await server.desk.tell(.ended(.succeeded, summary: "done"), of: id)
            let resumed = try await server.get("/jobs/\(id)/events", as: "admin", ["Last-Event-ID": "1"]).text
            #expect(resumed.ids == [2, 3])
            #expect(try await server.get("/jobs/\(id)/events?after=2").text.ids == [3])
            let nothing = try await server.get("/jobs/\(id)/events", as: "admin", ["Last-Event-ID": "3"]).text
            #expect(nothing == "retry: 2000\n\nevent: end\ndata: {}\n\n")
            let bad = try await server.get("/jobs/\(id)/events", as: "admin", ["Last-Event-ID": "x"])
            #expect(bad.status == 400)
            #expect(try await server.get("/jobs/none/events").status == 404)
        }
    }

    @Test func `a reader that goes away is forgotten`() async throws {
        try await RunningServer.with { server in
            let id = try await server.begin()
            let reader = try await server.follow(id)
            try await reader.read(until: "created")
            #expect(await server.desk.followers == 1)
            await reader.leave()
            try await wait { await server.desk.followers == 0 }
            let metrics = try await server.get("/metrics").text
            #expect(metrics.contains("airlock_event_streams 0\n"))
        }
    }

    @Test func `an idle stream carries comments`() async throws {
        try await RunningServer.with(heartbeat: .milliseconds(20)) { server in
            let reader = try await server.follow(try await server.begin())
            try await reader.read(until: ": here\n\n: here\n\n")
            await reader.leave()
        }
    }

    @Test func `a stop ends open streams and waiting calls within two seconds`() async throws {
        let clock = ContinuousClock()
        let stopped = Stopwatch()
        try await RunningServer.with { server in
            let reader = try await server.follow(try await server.begin())
            try await reader.read(until: "created")
            Task { _ = try? await server.post("/tool/slow", "{}") }
            try await wait { await server.desk.calls.count == 1 }
            await stopped.start(clock.now)
        }
        #expect(await stopped.elapsed(clock.now) < .seconds(2))
    }

    @Test func `too many streams are refused`() async throws {
        try await RunningServer.with { server in
            let id = try await server.begin()
            var readers: [StreamReader] = []
            for _ in 0..<64 { readers.append(try await server.follow(id)) }
            let answer = try await server.get("/jobs/\(id)/events")
            #expect(answer.status == 503)
            for reader in readers { await reader.leave() }
        }
    }

    @Test func `a job is begun, listed, cancelled, retried and reported`() async throws {
        try await RunningServer.with { server in
            let begun = try await server.post(
                "/jobs", #"{"task":"build it","output_format":"PLAN_CALLS"}"#, as: "runner")
            let id = try #require(begun.json["job_id"]?.string)
            #expect(begun.header("Location") == "/jobs/\(id)")
            #expect(begun.json["output_format"] == "PLAN_CALLS" && begun.json["owner"] == "runner")
            #expect(try await server.get("/jobs").json["jobs"]?.array?.first?["task"] == "build it")
            #expect(try await server.post("/jobs/\(id)/retry", "").status == 409)
            #expect(try await server.post("/jobs/\(id)/cancel", "").json["status"] == "cancelled")
            #expect(try await server.post("/jobs/\(id)/cancel", "").status == 409)
            #expect(try await server.post("/jobs/\(id)/retry", "").status == 200)
            #expect(try await server.get("/jobs/\(id)/report").json["status"] == "cancelled")
            let markdown = try await server.get("/jobs/\(id)/report?format=markdown")
            #expect(markdown.text == (try await server.desk.report(id).markdown))
            #expect(try await server.get("/jobs/\(id)/report?format=pdf").status == 400)
            let snapshots = try await server.get("/jobs/\(id)/snapshots").json["snapshots"]?.array
            #expect(snapshots?.map { $0["snapshot_id"] } == ["empty"])
        }
    }
}

/// Reads a stream of events as it comes.
private actor StreamReader {
    private(set) var text = ""
    private var read = ""
    private let pieces: AsyncThrowingStream<String, any Error>
    private var iterator: AsyncThrowingStream<String, any Error>.AsyncIterator
    private let pump: Task<Void, Never>

    init(_ body: HTTPClientResponse.Body) {
        let (pieces, source) = AsyncThrowingStream.makeStream(of: String.self)
        self.pieces = pieces
        iterator = pieces.makeAsyncIterator()
        pump = Task {
            do {
                for try await piece in body { source.yield(String(buffer: piece)) }
                source.finish()
            } catch {
                source.finish(throwing: error)
            }
        }
    }

    /// Waits for `words` after what was read before.
    func read(until words: String) async throws {
        while true {
            if let found = read.firstRange(of: words) {
                read.removeSubrange(..<found.upperBound)
                return
            }
            var current = iterator
            let piece = try await current.next(isolation: self)
            iterator = current
            text += try #require(piece)
            read += piece ?? ""
        }
    }

    func rest() async throws -> String {
        var current = iterator
        while let piece = try await current.next(isolation: self) { read += piece }
        iterator = current
        return read
    }

    func leave() async {
        pump.cancel()
        await pump.value
    }
}

private actor Stopwatch {
    private var began: ContinuousClock.Instant?

    func start(_ now: ContinuousClock.Instant) { began = now }
    func elapsed(_ now: ContinuousClock.Instant) -> Duration { began.map { now - $0 } ?? .seconds(3600) }
}

/// Waits until something holds, ten seconds at most.
private func wait(until holds: @Sendable () async -> Bool) async throws {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(10)
    while await !holds() {
        try #require(clock.now < deadline)
        await Task.yield()
    }
}

extension RunningServer {
    fileprivate func begin() async throws -> Job.ID {
        try await post("/jobs", #"{"task":"a"}"#).json["job_id"]?.string ?? ""
    }

    fileprivate func follow(_ id: Job.ID) async throws -> StreamReader {
        let request = request(.GET, "/jobs/\(id)/events", as: "admin")
        let response = try await Self.client.execute(request, timeout: .seconds(60))
        return StreamReader(response.body)
    }
}

extension String {
    /// The numbers of the `id:` lines.
    fileprivate var ids: [Int] {
        split(separator: "\n").compactMap { $0.hasPrefix("id: ") ? Int($0.dropFirst(4)) : nil }
    }
}
