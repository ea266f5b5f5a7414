import AirlockCore
public import AsyncHTTPClient
import Foundation
import Glibc
import NIOCore
import NIOHTTP1

/// Fetches a model's files into the cache. What was cut off goes on where it stopped; what comes counts only when its hash
/// is right.
public struct ModelDownload: Sendable {
    public enum Progress: Sendable, Hashable {
        case trying(source: String)
        case received(file: String, bytes: Int, of: Int)
        case checking(file: String)
        /// Why a source was given up.
        case failed(source: String, reason: String)
    }

    private let cache: ModelCache
    private let http: HTTPClient
    private let stall: Duration
    private let onProgress: @Sendable (Progress) -> Void

    /// - Parameter http: Made by `HTTPClient.forDownloads()`.
    /// - Parameter stall: How long a server may send nothing.
    public init(
        cache: ModelCache, http: HTTPClient, stall: Duration = .seconds(60),
        onProgress: @escaping @Sendable (Progress) -> Void
    ) {
        self.cache = cache
        self.http = http
        self.stall = stall
        self.onProgress = onProgress
    }

    /// Sees to it that all files of a model are there and right. A file that is there is hashed, once.
    /// - Throws: `.unavailable` if no source has it, or the disk has no room; `.cancelled`. Only one process fetches into a
    ///   cache at a time; another gets `.conflict`.
    public func fetch(_ model: CatalogueModel) async throws {
        try makeFolder()
        let lock = try FetchLock("\(cache.folder)/fetch.lock")
        defer { lock.release() }
        var missing: [CatalogueFile] = []
        for file in model.files where try await !isRight(file) { missing.append(file) }
        try checkRoom(for: missing)
        for file in missing { try await fetch(file, from: model.sources) }
    }

    private func isRight(_ file: CatalogueFile) async throws -> Bool {
        let path = cache.path(of: file)
        guard FileManager.default.fileExists(atPath: path) else { return false }
        onProgress(.checking(file: file.name))
        do {
            _ = try await ModelFile(path: path).checkedHash(expected: file.sha256)
            return true
        } catch let error as AirlockError where error.code == .unavailable {
            try? FileManager.default.removeItem(atPath: path)
            return false
        }
    }

    private func fetch(_ file: CatalogueFile, from sources: [ModelSource]) async throws {
        var reasons: [String] = []
        for source in sources {
            guard let address = source.address(of: file) else { continue }
            onProgress(.trying(source: source.title))
            do {
                try await fetch(file, from: address)
                return
            } catch {
                if Task.isCancelled { throw AirlockError(.cancelled, "the download was cancelled; it can go on later") }
                let reason = AirlockError(error, otherwise: .unavailable).message
                onProgress(.failed(source: source.title, reason: reason))
                reasons.append("\(source.title): \(reason)")
            }
        }
        throw AirlockError(
            .unavailable, "\(file.name) can't be had (\(reasons.joined(separator: "; ")))",
            hint: "Check the network and try again: it goes on where it stopped.")
    }

    private func fetch(_ file: CatalogueFile, from address: String) async throws {
        let part = try PartialFile("\(cache.path(of: file)).pull-part", expecting: file.bytes)
        if part.bytes < file.bytes { try await append(to: part, file, from: address) }
        try part.close()
        guard part.bytes == file.bytes else {
            throw AirlockError(.unavailable, "it ended after \(part.bytes) of \(file.bytes) bytes")
        }
        onProgress(.checking(file: file.name))
        do {
            _ = try await ModelFile(path: part.path).checkedHash(expected: file.sha256)
        } catch let error as AirlockError where error.code == .unavailable {
            part.remove()
            throw AirlockError(.unavailable, "it has another hash than \(file.sha256); what came was deleted")
        }
        let target = cache.path(of: file)
        // The stamp holds for the name without `.pull-part` too: a rename changes neither size nor time.
        for ending in ["", ".sha256-ok"] where rename(part.path + ending, target + ending) != 0 {
            throw AirlockError(.unavailable, "\(target)\(ending) can't be made: \(String(cString: strerror(errno)))")
        }
    }

    private func append(to part: PartialFile, _ file: CatalogueFile, from address: String) async throws {
        var request = HTTPClientRequest(url: address)
        request.headers.add(name: "user-agent", value: "airlock")
        request.headers.add(name: "accept-encoding", value: "identity")
        if part.bytes > 0 { request.headers.add(name: "range", value: "bytes=\(part.bytes)-") }
        let response = try await http.execute(request, timeout: .hours(24))
        switch response.status.code {
        case 200: try part.restart()
        case 206:
            let range = response.headers.first(name: "content-range") ?? ""
            guard range == "bytes \(part.bytes)-\(file.bytes - 1)/\(file.bytes)" else {
                try part.restart()
                throw AirlockError(.unavailable, "it sent another range than asked for: \(range.prefix(80))")
            }
        default: throw AirlockError(.unavailable, "HTTP \(response.status.code)")
        }
        if let length = response.headers.first(name: "content-length").flatMap({ Int($0) }),
            length != file.bytes - part.bytes
        {
            throw AirlockError(.unavailable, "it has \(length + part.bytes) bytes, and not \(file.bytes)")
        }
        let limits = OpenAIEndpoint.Limits(total: .seconds(7 * 86_400), stall: stall)
        try await AnswerDeadline(limits: limits, server: "the server", clock: ContinuousClock()).run { pulse in
            pulse.beat()
            var told = part.bytes
            for try await piece in response.body {
                pulse.beat()
                try part.append(piece.readableBytesView)
                if part.bytes - told >= 1 << 20 || part.bytes == file.bytes {
                    told = part.bytes
                    onProgress(.received(file: file.name, bytes: told, of: file.bytes))
                }
            }
        }
    }

    private func makeFolder() throws(AirlockError) {
        do {
            try FileManager.default.createDirectory(atPath: cache.modelFolder, withIntermediateDirectories: true)
        } catch {
            throw AirlockError(.unavailable, "\(cache.modelFolder) can't be made: \(error.localizedDescription)")
        }
    }

    /// What is still to come, and 64 MiB that the rest of the system keeps.
    private func checkRoom(for files: [CatalogueFile]) throws(AirlockError) {
        let needed = files.reduce(64 << 20) { sum, file in
            let there = try? FileManager.default.attributesOfItem(atPath: "\(cache.path(of: file)).pull-part")
            return sum + file.bytes - min(file.bytes, (there?[.size] as? Int) ?? 0)
        }
        var facts = statvfs()
        guard !files.isEmpty, statvfs(cache.modelFolder, &facts) == 0 else { return }
        let free = Int(clamping: UInt64(facts.f_bavail) * UInt64(facts.f_frsize))
        guard free >= needed else {
            throw AirlockError(
                .unavailable, "\(ByteCount(needed)) are needed below \(cache.modelFolder), \(ByteCount(free)) are free",
                hint: "Make room, or name another folder by AIRLOCK_CACHE.")
        }
    }
}

extension HTTPClient {
    /// A client for downloads: it follows redirects, as hubs send on to their storage; no key is ever sent with it.
    public static func forDownloads() -> HTTPClient {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .follow(max: 5, allowCycles: false), timeout: .init(connect: .seconds(20)),
            decompression: .disabled)
        configuration.httpVersion = .http1Only
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }
}
