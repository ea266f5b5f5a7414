import AirlockAPI
import AirlockCore
import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Testing

@Suite(.timeLimit(.minutes(1))) struct ErrorTableTests {
    @Test func `every error code is answered with its status in an envelope`() async throws {
        let table: [(AirlockError.Code, Int)] = [
            (.invalidRequest, 400), (.unauthorized, 401), (.forbidden, 403), (.denied, 403), (.rejected, 403),
            (.expired, 403), (.notFound, 404), (.conflict, 409), (.cancelled, 409), (.limitExceeded, 413),
            (.commandFailed, 200), (.unavailable, 503), (.backendFailed, 502),
        ]
        #expect(Set(table.map(\.0)) == Set(AirlockError.Code.allCases))
        try await RunningServer.with { server in
            for (code, status) in table {
                let answer = try await server.post("/tool/fail", #"{"code":"\#(code.rawValue)"}"#)
                #expect(answer.status == status, "\(code)")
                #expect(answer.json["status"] == "error")
                #expect(answer.code == code.rawValue)
            }
        }
    }

    @Test func `an unknown route is answered with an envelope`() async throws {
        try await RunningServer.with { server in
            let answer = try await server.get("/nowhere", as: nil)
            #expect(answer.status == 404)
            #expect(answer.code == "not_found")
            #expect(answer.json["request_id"]?.string?.hasPrefix("req_") == true)
            #expect(answer.json["output"] == [:] && answer.json["logs"] == [] && answer.json["artifacts"] == [])
            #expect(try await server.post("/tool/nothing", "{}").status == 404)
        }
    }

    @Test(arguments: [
        (#"{"task":"a","task":"b"}"#, "byte"), (#"{"task":"#, "byte"), ("", "empty"), ("[]", "not a JSON object"),
        ("{\"task\":\"\u{1}\"}", "byte"), (#"{"task":7}"#, "task is not a string"), (#"{}"#, "task is missing"),
        (#"{"task":" "}"#, "task is empty"), (#"{"task":"a","taks":1}"#, "\"taks\" is not a field"),
        (#"{"task":"a","output_format":"X"}"#, "output_format is none of PLAN_CALLS, REPORT"),
        (#"{"task":"a","constraints":["a",1]}"#, "constraints[1] is not a string"),
        (#"{"task":"a","workspace":"b"}"#, "workspace is not an absolute path"),
        (String(repeating: "[", count: 100), "byte"),
    ])
    func `a body that isn't acceptable is named by its field or byte`(_ body: String, _ words: String) async throws {
        try await RunningServer.with { server in
            let answer = try await server.post("/jobs", body)
            #expect(answer.status == 400)
            #expect(answer.code == "invalid_request")
            #expect(answer.message.contains(words), "\(answer.message)")
        }
    }

    @Test func `a body over the limit is refused`() async throws {
        try await RunningServer.with { server in
            let most = #"{"task":"\#(String(repeating: "a", count: (1 << 20) - 11))"}"#
            #expect(most.utf8.count == 1 << 20)
            #expect(try await server.post("/jobs", most).status == 400)
            let answer = try await server.post("/jobs", most + " ")
            #expect(answer.status == 413)
            #expect(answer.code == "limit_exceeded")

            var chunked = server.request(.POST, "/jobs", as: "admin")
            let pieces = AsyncStream<[UInt8]> { pieces in
                for _ in 0..<40 { pieces.yield(Array(repeating: UInt8(ascii: " "), count: 32 << 10)) }
                pieces.finish()
            }
            chunked.body = .stream(pieces.map { .init(bytes: $0) }, length: .unknown)
            #expect(try await server.send(chunked).status == 413)
        }
    }

    @Test func `a query item that isn't known or in range is refused`() async throws {
        try await RunningServer.with { (server) async throws in
            #expect(try await server.get("/jobs?limit=0").status == 400)
            #expect(try await server.get("/jobs?limit=5").status == 200)
            #expect(try await server.get("/jobs?limits=5").status == 400)
            #expect(try await server.get("/approvals?state=open").status == 400)
            #expect(try await server.post("/tool/echo?wait=601", "{}").status == 400)
            #expect(try await server.post("/tool/echo?wait=1&wait=2", "{}").status == 400)
        }
    }
}
