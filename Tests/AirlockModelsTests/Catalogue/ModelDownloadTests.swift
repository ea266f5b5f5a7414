import AirlockCore
import AsyncHTTPClient
import Foundation
import Synchronization
import Testing

@testable import AirlockModels

struct ModelDownloadTests {
    /// 3 MiB that compress badly.
    private static let content: [UInt8] = (0..<3 << 20).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
    private static let hash = SHA256.hex(content)

    private struct Place {
        let cache: ModelCache
        let file: CatalogueFile
        let progress: ProgressList

        var path: String { cache.path(of: file) }
        var part: String { path + ".pull-part" }
        func contents() -> [UInt8]? { FileManager.default.contents(atPath: path).map(Array.init) }
    }

    private final class ProgressList: Sendable {
        private let all = Mutex<[ModelDownload.Progress]>([])
        func add(_ one: ModelDownload.Progress) { all.withLock { $0.append(one) } }
        var received: [Int] {
            all.withLock { $0 }.compactMap { if case .received(_, let bytes, _) = $0 { bytes } else { nil } }
        }
    }

    private func place(sha256: String = hash) throws -> Place {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cache-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "models"), withIntermediateDirectories: true)
        return Place(
            cache: ModelCache(folder: folder.path),
            file: CatalogueFile(name: "m.gguf", bytes: Self.content.count, sha256: sha256), progress: ProgressList())
    }

    private func fetch(_ place: Place, from ports: [Int], stall: Duration = .seconds(30)) async throws {
        let http = HTTPClient.forDownloads()
        let model = CatalogueModel(
            id: "m", shortName: "m", files: [place.file], licence: "MIT", plansFreely: false, runsOnProcessor: true,
            sources: ports.map { .hub(host: "http://127.0.0.1:\($0)", repository: "a/b", revision: "main") }
                + [.packages(prefix: "p", parts: 1, version: "1")],
            outline: nil)
        let download = ModelDownload(cache: place.cache, http: http, stall: stall) { place.progress.add($0) }
        do {
            try await download.fetch(model)
            try await http.shutdown()
        } catch {
            try await http.shutdown()
            throw error
        }
    }

    private func failure(_ place: Place, from ports: [Int], stall: Duration = .seconds(30)) async throws -> AirlockError
    {
        try #require(
            await #expect(throws: AirlockError.self) { try await fetch(place, from: ports, stall: stall) })
    }

    /// Where a request wants to begin.
    private static func start(of request: String) -> Int {
        guard let range = request.lowercased().range(of: "range: bytes=") else { return 0 }
        return Int(request[range.upperBound...].prefix { $0.isNumber }) ?? 0
    }

    /// A server of files that knows ranges.
    @Sendable private static func serve(_ connection: FaultServer.Connection) {
        let start = start(of: connection.request)
        let rest = content[start...]
        let head =
            start == 0
            ? "HTTP/1.1 200 OK\r\n"
            : "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes \(start)-\(content.count - 1)/\(content.count)\r\n"
        connection.send(head + "Content-Length: \(rest.count)\r\nConnection: close\r\n\r\n")
        connection.send(Array(rest))
    }

    @Test func `a file is fetched, checked and stamped`() async throws {
        let server = try FaultServer(Self.serve)
        let place = try place()
        try await fetch(place, from: [server.port])
        #expect(place.contents() == Self.content)
        #expect(server.requests.first?.hasPrefix("GET /a/b/resolve/main/m.gguf HTTP/1.1") == true)
        #expect(try String(contentsOfFile: place.path + ".sha256-ok", encoding: .utf8).hasPrefix(Self.hash))
        #expect(!FileManager.default.fileExists(atPath: place.part))
        #expect(place.progress.received.last == Self.content.count)
        // A second time nothing is asked for.
        try await fetch(place, from: [server.port])
        #expect(server.requests.count == 1)
    }

    @Test func `what was cut off goes on where it stopped`() async throws {
        let cut = try FaultServer { connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.content.count)\r\n\r\n")
            connection.send(Array(Self.content[..<(2 << 20)]))
        }
        let place = try place()
        _ = try await failure(place, from: [cut.port])
        let there = try #require(FileManager.default.contents(atPath: place.part)?.count)
        #expect((1...2 << 20).contains(there))
        let server = try FaultServer(Self.serve)
        try await fetch(place, from: [server.port])
        #expect(Self.start(of: server.requests[0]) == there)
        #expect(place.contents() == Self.content)
    }

    @Test func `a server without ranges sends all again`() async throws {
        let server = try FaultServer { connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.content.count)\r\n\r\n")
            connection.send(Self.content)
        }
        let place = try place()
        try Data(Self.content[..<1000]).write(to: URL(filePath: place.part))
        try await fetch(place, from: [server.port])
        #expect(place.contents() == Self.content)
    }

    @Test func `another range than asked for is not taken`() async throws {
        let liar = try FaultServer { connection in
            connection.send(
                "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-9/10\r\nContent-Length: 10\r\n\r\n0123456789")
        }
        let server = try FaultServer(Self.serve)
        let place = try place()
        try Data(Self.content[..<1000]).write(to: URL(filePath: place.part))
        try await fetch(place, from: [liar.port, server.port])
        #expect(Self.start(of: server.requests[0]) == 0)
        #expect(place.contents() == Self.content)
    }

    @Test func `another file than expected is deleted, whole or not`() async throws {
        let server = try FaultServer(Self.serve)
        let place = try place(sha256: String(repeating: "0", count: 64))
        let error = try await failure(place, from: [server.port])
        #expect(error.code == .unavailable)
        #expect(error.message.contains("another hash"))
        #expect(!FileManager.default.fileExists(atPath: place.part))
        #expect(place.contents() == nil)
    }

    @Test func `a file of another length is refused at once`() async throws {
        let server = try FaultServer { connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nnot a model!")
        }
        let error = try await failure(try place(), from: [server.port])
        #expect(error.message.contains("it has 12 bytes, and not 3145728"))
    }

    @Test func `a flood without a length is cut off`() async throws {
        let server = try FaultServer { connection in
            connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
            for _ in 0..<8 { connection.send([UInt8](repeating: 1, count: 1 << 20)) }
        }
        let place = try place()
        let error = try await failure(place, from: [server.port])
        #expect(error.message.contains("more than the 3145728 bytes"))
        let there = try #require(FileManager.default.contents(atPath: place.part))
        #expect(there.count <= Self.content.count)
    }

    @Test(arguments: ["404 Not Found", "500 Internal Server Error"])
    func `a source that fails is passed over for the next`(status: String) async throws {
        let broken = try FaultServer { $0.sendHead(status, type: "text/plain") }
        let server = try FaultServer(Self.serve)
        let place = try place()
        try await fetch(place, from: [broken.port, server.port])
        #expect(place.contents() == Self.content)
        let error = try await failure(try self.place(), from: [broken.port])
        #expect(error.message.contains("HTTP \(status.prefix(3))"))
    }

    @Test func `a redirect is followed, and a circle is not`() async throws {
        let server = try FaultServer(Self.serve)
        let port = server.port
        let hub = try FaultServer { connection in
            connection.send("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:\(port)/x\r\nContent-Length: 0\r\n\r\n")
        }
        let place = try place()
        try await fetch(place, from: [hub.port])
        #expect(place.contents() == Self.content)
        let circle = try FaultServer { connection in
            connection.send("HTTP/1.1 302 Found\r\nLocation: /a/b/resolve/main/m.gguf\r\nContent-Length: 0\r\n\r\n")
        }
        _ = try await failure(try self.place(), from: [circle.port])
    }

    @Test func `a silent server is given up`() async throws {
        let server = try FaultServer { connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.content.count)\r\n\r\nabc")
            connection.waitForClose()
        }
        let error = try await failure(try place(), from: [server.port], stall: .milliseconds(300))
        #expect(error.message.contains("fell silent for 0.3 seconds"))
    }

    @Test func `two at a time don't fetch into one cache`() async throws {
        let place = try place()
        let lock = try FetchLock("\(place.cache.folder)/fetch.lock")
        let error = try await failure(place, from: [1])
        #expect(error.code == .conflict)
        lock.release()
    }
}
