import AirlockCore
import AirlockStore
import Testing

@Suite struct AuditVerificationTests {
    let home: TemporaryHome
    let folder: StateFolder
    let name = "logs/airlock-2026-01-01.jsonl"

    init() async throws {
        home = try TemporaryHome()
        folder = try home.folder()
        let log = try JSONLAuditLog(folder, versions: ["git": "2.39"], secrets: [])
        for number in 1...5 {
            try await log.append(AuditRecord(timestamp: home.world.now(), requestID: "call_\(number)", exitStatus: 0))
        }
    }

    @Test func `an untouched log is good to its last record`() throws {
        let verification = try AuditVerification(of: folder.logs)
        #expect(verification.records == 5)
        #expect(verification.problem == nil)
        #expect(verification.head.count == 64)
    }

    @Test func `a changed byte is found at the line after it, or where it breaks the form`() throws {
        try rewrite { $0[2] = $0[2].replacing("call_3", with: "call_9") }
        #expect(try problem()?.line == 4)
        #expect(try problem()?.reason == "prev is not the hash of the line before")
    }

    @Test func `any single changed byte but in the last line is found`() throws {
        let good = try home.text(name)
        let last = good.split(separator: "\n").last?.utf8.count ?? 0
        for offset in stride(from: 0, to: good.utf8.count - last - 1, by: 97) {
            var bytes = Array(good.utf8)
            bytes[offset] ^= 1
            try home.write(String(decoding: bytes, as: UTF8.self), to: name)
            #expect(try problem() != nil, "byte \(offset)")
        }
    }

    @Test func `a removed line is found`() throws {
        try rewrite { $0.remove(at: 1) }
        #expect(try problem()?.line == 2)
        #expect(try problem()?.reason == "seq is 3 where 2 follows")
        #expect(try problem()?.file == folder.logs + "/airlock-2026-01-01.jsonl")
    }

    @Test func `swapped lines and a removed beginning are found`() throws {
        try rewrite { $0.swapAt(1, 2) }
        #expect(try problem()?.line == 2)
        try rewrite { $0.removeFirst() }
        #expect(try problem()?.line == 1)
    }

    @Test func `a line that isn't canonical or has other fields is found`() throws {
        try rewrite { $0[4] = $0[4].replacing("\"seq\":5", with: "\"seq\": 5") }
        #expect(try problem()?.reason == "not canonical JSON (RFC 8785)")
        try rewrite { $0[4] = "{\"seq\":5}" }
        #expect(try problem()?.reason == "not the fields of a record")
        try rewrite { $0[4] = "nonsense" }
        #expect(try problem()?.line == 5)
    }

    @Test func `a torn last line is named as such`() throws {
        try home.write(home.text(name) + "{\"a", to: name)
        #expect(try problem()?.line == 6)
        #expect(try problem()?.reason.hasPrefix("cut short, as a crash leaves it") == true)
    }

    @Test func `a folder that isn't there is said to be missing`() {
        let error = #expect(throws: AirlockError.self) { try AuditVerification(of: "/nowhere/logs") }
        #expect(error?.code == .notFound)
    }

    private func problem() throws -> AuditVerification.Problem? { try AuditVerification(of: folder.logs).problem }

    private func rewrite(_ change: (inout [String]) -> Void) throws {
        var lines = try home.text(name).split(separator: "\n").map(String.init)
        change(&lines)
        try home.write(lines.joined(separator: "\n") + "\n", to: name)
    }
}
