import AirlockCore
import AirlockModels
import AsyncHTTPClient
import Foundation
import Glibc

/// What our own part costs, against a server that costs next to nothing.
struct StubCases {
    let isQuick: Bool
    let http: HTTPClient

    func addedLatency() async throws {
        let rounds = isQuick ? 30 : 300
        let tokens = 1000
        let server = try PacedServer(count: tokens, interval: 0)
        let base = "http://127.0.0.1:\(server.port)/v1"
        let wrapped = try Wrapped(http: http, base: base, name: "stub")
        let request = ModelRequest(bench: "hello", maxTokens: tokens)
        let direct = DirectRequest(http: http, base: base, body: request.plainBody(model: "stub"))
        var (first, token) = (Series(), Series())
        var (ours, theirs) = (Series(), Series())
        for round in 0..<rounds + 5 {
            let plain = try await direct.run()
            let full = try await wrapped.run(request)
            guard round >= 5 else { continue }
            ours.add(full.first)
            theirs.add(plain.first)
            first.add(full.first - plain.first)
            token.add((full.whole - plain.whole) * 1000 / Double(tokens))
        }
        Lines.write(
            "models", "added to the first token, stub",
            [
                "n": .integer(Int64(rounds)), "p50_ms": Lines.number(first.p50, digits: 1000),
                "p95_ms": Lines.number(first.p95, digits: 1000), "ours_p50_ms": Lines.number(ours.p50, digits: 1000),
                "direct_p50_ms": Lines.number(theirs.p50, digits: 1000), "target_ms": 2,
            ])
        Lines.write(
            "models", "added to each token, stub",
            [
                "n": .integer(Int64(rounds)), "tokens": .integer(Int64(tokens)),
                "p50_us": Lines.number(token.p50), "p95_us": Lines.number(token.p95), "target_us": 50,
            ])
    }

    /// 64 answers at once, each of 100 tokens a second.
    func streams() async throws {
        let (count, seconds) = (64, isQuick ? 10 : 60)
        let tokens = seconds * 100
        let server = try PacedServer(count: tokens, interval: 10_000_000)
        let wrapped = try Wrapped(http: http, base: "http://127.0.0.1:\(server.port)/v1", name: "stub")
        let start = ContinuousClock.now
        let watch = Task {
            var sizes: [(second: Double, mebibytes: Double)] = []
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(1))
                sizes.append(((.now - start).milliseconds / 1000, Self.residentMebibytes()))
            }
            return sizes
        }
        let processor = Self.processorSeconds()
        let paces = try await withThrowingTaskGroup(of: Double.self) { group in
            for _ in 0..<count {
                group.addTask {
                    let times = try await wrapped.run(ModelRequest(bench: "hello", maxTokens: tokens))
                    return Double(times.pieces - 1) * 1000 / (times.last - times.first)
                }
            }
            var paces = Series()
            for try await pace in group { paces.add(pace) }
            return paces
        }
        watch.cancel()
        let sizes = await watch.value
        let early = sizes.first { $0.second >= Double(seconds) * 0.2 }?.mebibytes ?? .nan
        let late = sizes.last { $0.second <= Double(seconds) }?.mebibytes ?? .nan
        Lines.write(
            "models", "64 streams of 100 tokens/s",
            [
                "streams": .integer(Int64(count)), "seconds": .integer(Int64(seconds)),
                "slowest_tokens_per_second": Lines.number(paces.values.min() ?? .nan),
                "p50_tokens_per_second": Lines.number(paces.p50),
                "resident_mib_at_a_fifth": Lines.number(early), "resident_mib_at_the_end": Lines.number(late),
                "processor_share": Lines.number((Self.processorSeconds() - processor) / Double(seconds)),
                "text_mib": Lines.number(Double(count * tokens * 6) / 1_048_576),
            ])
    }

    /// Of this process, in which the stub server runs too.
    private static func residentMebibytes() -> Double {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? .nan
        return pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
