import AirlockCore
import AirlockTools
import Testing

@Suite struct BrowserSearchTests {
    private static let now = Timestamp(millisecondsSince1970: 1_700_000_000_000)

    private struct FixedSearch: SearchProvider {
        let name: String
        let answer: Result<[SearchResult], AirlockError>
        func search(_ query: String, limit: Int) async throws -> [SearchResult] { try answer.get() }
    }

    private func result(_ title: String, _ url: String, _ snippet: String = "text") -> SearchResult {
        SearchResult(title: title, url: url, snippet: snippet, retrievalTime: Self.now, timestamp: nil)
    }

    private func run(
        _ providers: [FixedSearch], _ arguments: JSONValue = ["query": "git hooks"]
    ) async throws -> ToolOutput {
        try await ToolFixture(search: providers).call("browser_search", arguments)
    }

    @Test func `providers are asked until enough is found, and each is named with what it did`() async throws {
        let output = try await run(
            [
                FixedSearch(name: "web", answer: .failure(AirlockError(.backendFailed, "no route"))),
                FixedSearch(name: "searxng", answer: .success([])),
                FixedSearch(name: "local", answer: .success([result("Hooks", "https://a/hooks")])),
                FixedSearch(
                    name: "brave", answer: .success([result("B", "https://b"), result("H", "http://www.a/hooks/")])),
                FixedSearch(name: "later", answer: .success([result("No", "https://c")])),
            ], ["query": "git hooks", "max_results": 2])
        #expect(output.value["provider"] == "local")
        #expect(output.value["results"]?.array?.map { $0["url"] } == ["https://a/hooks", "https://b"])
        #expect(output.logs == ["web: no route", "searxng: nothing found", "local: 1 results", "brave: 2 results"])
        #expect(
            output.value["providers"] == [
                ["name": "web", "status": "failed", "results": 0, "reason": "no route"],
                ["name": "searxng", "status": "empty", "results": 0, "reason": .null],
                ["name": "local", "status": "ok", "results": 1, "reason": .null],
                ["name": "brave", "status": "ok", "results": 2, "reason": .null],
                ["name": "later", "status": "not_asked", "results": 0, "reason": .null],
            ])
    }

    @Test func `results have the specification's fields`() async throws {
        let output = try await run([FixedSearch(name: "local", answer: .success([result("Hooks", "https://a")]))])
        let first = try #require(output.value["results"]?.array?.first?.object)
        #expect(
            Set(first.keys) == ["title", "url", "snippet", "retrieval_time", "source_id", "timestamp"])
        #expect(first["retrieval_time"] == "2023-11-14T22:13:20.000Z")
    }

    @Test func `no more than asked for and each address once`() async throws {
        let many = (0..<9).map { result("t\($0)", "https://a/\($0 / 2)") }
        let output = try await run(
            [FixedSearch(name: "local", answer: .success(many))], ["query": "x", "max_results": 3])
        #expect(output.value["results"]?.array?.map { $0["url"] } == ["https://a/0", "https://a/1", "https://a/2"])
    }

    @Test func `foreign text can't break out of the list`() async throws {
        let output = try await run([
            FixedSearch(
                name: "local",
                answer: .success([
                    result("a](https://evil) [b\n2. c", "https://a/x (1)\n", "line\n3. [x](y)"),
                    result("d", "https://d", ""),
                ]))
        ])
        #expect(
            output.value["markdown"]
                == #"""
                1. [a\](https://evil) \[b 2. c](https://a/x%20%281%29%0A) — line 3. \[x\](y)
                2. [d](https://d)

                """#)
    }

    @Test func `nothing found is an answer`() async throws {
        let output = try await run([FixedSearch(name: "local", answer: .success([]))])
        #expect(output.value["results"] == [])
        #expect(output.value["markdown"] == "")
        #expect(output.exitStatus == 0)
    }

    @Test func `when all fail the error says why`() async throws {
        let error = await #expect(throws: AirlockError.self) {
            try await run([
                FixedSearch(name: "web", answer: .failure(AirlockError(.unavailable, "off", hint: "switch on")))
            ])
        }
        #expect(error?.code == .unavailable)
        #expect(error?.message == "no search provider answered: web: off")
        #expect(error?.hint == "switch on")
    }

    @Test func `a cancelled search asks nobody else`() async throws {
        let error = await #expect(throws: AirlockError.self) {
            try await run([
                FixedSearch(name: "web", answer: .failure(AirlockError(.cancelled, "cancelled"))),
                FixedSearch(name: "local", answer: .success([result("a", "https://a")])),
            ])
        }
        #expect(error?.code == .cancelled)
    }

    @Test(
        arguments: [
            ["query": ""], ["query": "  \n"], ["query": "x", "max_results": 0], ["query": "x", "max_results": 21], [:],
            ["query": .string(String(repeating: "x", count: 401))],
        ] as [JSONValue])
    func `arguments out of range are refused`(arguments: JSONValue) async throws {
        #expect(try await ToolFixture().code("browser_search", arguments) == .invalidRequest)
    }

    @Test func `without a provider it is unavailable`() async throws {
        #expect(try await ToolFixture().code("browser_search", ["query": "x"]) == .unavailable)
    }
}
