import AirlockCore
import AirlockStore
import Foundation

/// Measures the waiting room, on this machine, now. Called by `scripts/bench policy`.
@main
struct ApprovalBench {
    static func main() async throws {
        var words = Array(Swift.CommandLine.arguments.dropFirst())
        var folder = "/var/tmp"
        if words.count >= 2, words[0] == "--folder" {
            folder = words[1]
            words.removeFirst(2)
        }
        guard words.isEmpty else {
            FileHandle.standardError.write(Data("unknown: \(words.joined(separator: " "))\n".utf8))
            exit(2)
        }
        try await waiting(below: folder)
    }

    /// 10,000 questions wait: a page of the list, an answer, and what a start looks at.
    private static func waiting(below parent: String) async throws {
        let home = parent + "/airlock-bench-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: home) }
        let world = World(now: { Timestamp(Date()) }, newID: { "\($0)_\(UUID().uuidString)" })
        let store = try Store(StateFolder(home, minimumFreeBytes: 1), world: world)
        let room = store.waitingRoom
        let now = Timestamp(Date())
        for number in 0..<10_000 { try await room.put(question(number, now)) }
        let middle = "appr_5000"
        report(
            "list a page of 50", unit: "ms",
            try await rounds(200) {
                _ = try await room.list(.waiting, limit: 50, after: middle)
            })
        report("find what is due", unit: "ms", try await rounds(200) { _ = try await room.due(at: now, limit: 100) })
        report("what the questions need", unit: "ms", try await rounds(50) { _ = try await room.needed() })
        var next = 0
        report(
            "answer, with its durable write", unit: "ms",
            try await rounds(500) {
                _ = try await room.settle("appr_\(next)", as: .approved, at: now)
                next += 1
            })
        report("unfinished answers", unit: "ms", try await rounds(20) { _ = try await room.unfinished(limit: 1000) })
        store.close()
    }

    private static func question(_ number: Int, _ now: Timestamp) -> WaitingQuestion {
        let effects = (0..<20).map { "changes file \($0)" }
        return WaitingQuestion(
            id: "appr_\(number)", requestID: "req_\(number)", jobID: "job_1", state: .waiting,
            card: .asking("Keep it?", effects: effects, id: "req_\(number)"), createdAt: now,
            expiresAt: now.advanced(bySeconds: 3600))
    }

    private static func rounds(_ count: Int, _ work: () async throws -> Void) async throws -> [Duration] {
        var times: [Duration] = []
        for _ in 0..<count {
            let start = ContinuousClock().now
            try await work()
            times.append(ContinuousClock().now - start)
        }
        return times.dropFirst(3).sorted()
    }

    private static func report(_ name: String, unit: String, _ sorted: [Duration]) {
        func at(_ share: Double) -> Double {
            let time = sorted[min(Int(Double(sorted.count) * share), sorted.count - 1)].components
            let milliseconds = Double(time.seconds) * 1000 + Double(time.attoseconds) / 1e15
            return (milliseconds * 1000).rounded() / 1000
        }
        print(
            "{\"case\":\"\(name)\",\"unit\":\"\(unit)\",\"p50\":\(at(0.5)),\"p99\":\(at(0.99)),\"n\":\(sorted.count)}")
    }
}
