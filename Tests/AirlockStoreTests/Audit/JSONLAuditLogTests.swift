import AirlockCore
import AirlockStore
import Foundation
import Testing

@Suite struct JSONLAuditLogTests {
    let home: TemporaryHome
    let folder: StateFolder

    init() throws {
        home = try TemporaryHome()
        folder = try home.folder()
    }

    @Test func `a record has every field, null where there is nothing, as canonical JSON`() async throws {
        let log = try JSONLAuditLog(folder, versions: ["airlock": "1.0"], secrets: [])
        let position = try await log.append(AuditRecord(timestamp: day(1), requestID: "call_1"))
        #expect(position == AuditPosition(file: folder.logs + "/airlock-2026-01-01.jsonl", seq: 1))
        let zeros = String(repeating: "0", count: 64)
        #expect(
            try home.text("logs/airlock-2026-01-01.jsonl") == """
                {"actions":[],"exit_status":null,"job_id":null,"model_id":null,"prev":"\(zeros)","prompt_hash":null,\
                "request_id":"call_1","sandbox_snapshot_id":null,"seed":null,"seq":1,\
                "timestamp":"2026-01-01T00:00:00.000Z","tool_responses":[],"versions":{"airlock":"1.0","model":null}}

                """)
        #expect(home.mode("logs/airlock-2026-01-01.jsonl") == 0o600)
    }

    @Test func `the chain goes on across days and restarts`() async throws {
        for number in 1...6 {
            let log = try JSONLAuditLog(folder, versions: [:], secrets: [])
            let record = AuditRecord(
                timestamp: day((number + 1) / 2), requestID: "call_\(number)", modelID: "m", actions: [["action": "x"]],
                exitStatus: number, seed: 1)
            #expect(try await log.append(record).seq == number)
        }
        #expect(try home.names("logs").filter { $0.hasSuffix("jsonl") }.count == 3)
        let verification = try AuditVerification(of: folder.logs)
        #expect(verification.problem == nil)
        #expect(verification.records == 6 && verification.files == 3)
    }

    @Test func `a clock that goes back does not reorder the files`() async throws {
        let log = try JSONLAuditLog(folder, versions: [:], secrets: [])
        for number in [2, 1, 2] { try await log.append(AuditRecord(timestamp: day(number), requestID: "c")) }
        #expect(try home.names("logs") == ["airlock-2026-01-02.jsonl", "signed"])
        #expect(try AuditVerification(of: folder.logs).problem == nil)
    }

    @Test(arguments: [1, 40, 70_000])
    func `a line that a crash cut short is set aside and the chain goes on`(length: Int) async throws {
        let first = try JSONLAuditLog(folder, versions: [:], secrets: [])
        for _ in 1...3 { try await first.append(AuditRecord(timestamp: day(1), requestID: "c")) }
        let name = "logs/airlock-2026-01-01.jsonl"
        let torn = String(repeating: "{", count: length)
        try home.write(home.text(name) + torn, to: name)

        let second = try JSONLAuditLog(folder, versions: [:], secrets: [])
        #expect(try await second.append(AuditRecord(timestamp: day(1), requestID: "d")).seq == 4)
        let verification = try AuditVerification(of: folder.logs)
        #expect(verification.problem == nil)
        #expect(verification.records == 4)
        let kept = try #require(try home.names("logs").first { $0.hasPrefix("torn-") })
        #expect(try home.text("logs/" + kept) == torn)
        #expect(!kept.hasSuffix(".jsonl"))
    }

    @Test func `a log of nothing but a torn line starts anew`() async throws {
        try home.write("{\"act", to: "logs/airlock-2026-01-01.jsonl")
        let log = try JSONLAuditLog(folder, versions: [:], secrets: [])
        #expect(try await log.append(AuditRecord(timestamp: day(1), requestID: "c")).seq == 1)
        #expect(try AuditVerification(of: folder.logs).problem == nil)
    }

    @Test func `a last record that was tampered with is not built upon`() async throws {
        try home.write("{}\n", to: "logs/airlock-2026-01-01.jsonl")
        let error = #expect(throws: AirlockError.self) { try JSONLAuditLog(folder, versions: [:], secrets: []) }
        #expect(error?.code == .unavailable)
        #expect(error?.hint?.contains("airlock log verify") == true)
    }

    @Test func `concurrent records make one chain`() async throws {
        let log = try JSONLAuditLog(folder, versions: [:], secrets: [])
        let time = day(1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<64 {
                group.addTask { try await log.append(AuditRecord(timestamp: time, requestID: "\(number)")) }
            }
            try await group.waitForAll()
        }
        #expect(try AuditVerification(of: folder.logs).records == 64)
    }

    @Test func `no secret reaches a file`() async throws {
        let secret = "p\"ss\\wörd\n1"
        let key = "airlock_" + String(repeating: "ab", count: 32)
        let log = try JSONLAuditLog(folder, versions: [:], secrets: [secret, ""])
        let nested = JSONValue.string(secret).canonicalText
        let record = AuditRecord(
            timestamp: day(1), requestID: "call_\(key)", jobID: secret,
            actions: [
                ["params": ["cmd": .string("curl -H 'Authorization: Bearer \(key)' -u me:\(secret)"), secret: 1]]
            ],
            toolResponses: [["output": .string("{\"echo\": \(nested)}")], [.string(key)]])
        try await log.append(record)
        let text = try home.text("logs/airlock-2026-01-01.jsonl")
        for trace in [secret, key, nested.dropFirst().dropLast().description, "wörd", "abababab"] {
            #expect(!text.contains(trace))
        }
        #expect(text.contains("[redacted]"))
        #expect(try AuditVerification(of: folder.logs).problem == nil)
    }

    @Test func `an overlong string is cut and says how much is left out`() async throws {
        let log = try JSONLAuditLog(folder, versions: [:], secrets: [])
        let long = JSONValue.string(String(repeating: "x", count: 262_144 + 5))
        try await log.append(AuditRecord(timestamp: day(1), requestID: "c", toolResponses: [long]))
        #expect(try home.text("logs/airlock-2026-01-01.jsonl").contains("xxx… [5 bytes left out]"))
    }

    /// Midnight of a day in January 2026.
    private func day(_ number: Int) -> Timestamp {
        Timestamp(millisecondsSince1970: 1_767_225_600_000).advanced(bySeconds: (number - 1) * 86_400)
    }
}
