import AirlockCore
import Foundation
import Testing

@testable import airlock

/// Somebody who works with `git_ops` of a running server, and answers its cards.
struct GitCaller {
    let server: ServerProcess

    func git(_ action: String, _ params: JSONValue = [:]) async throws -> JSONValue {
        try await server.tool("git_ops", ["action": .string(action), "params": params])
    }

    /// Writes a file and commits it; the commit's hash.
    func commit(_ text: String, _ message: String) async throws -> String {
        _ = try await server.tool("file_ops", ["action": "write", "path": "a.txt", "content": .string(text)])
        let isFirst = try await git("status")["status"] == "error"
        let made = try await git(isFirst ? "init" : "commit", ["message": .string(message)])
        return try #require(made["output"]?["commit_hash"]?.string, "\(made)")
    }

    func card(_ asked: JSONValue) async throws -> JSONValue {
        let id = try #require(asked["approval"]?["id"]?.string, "\(asked)")
        return try await server.client.get("/approvals/\(id)")
    }

    /// Answers a waiting call, and gives what comes of it.
    func decide(_ asked: JSONValue, _ decision: JSONValue = "approve") async throws -> JSONValue {
        let id = try #require(asked["approval"]?["id"]?.string, "\(asked)")
        _ = try await server.client.post("/approvals/\(id)/decision", ["decision": decision])
        let request = asked["request_id"]?.string ?? ""
        while true {
            let answer = try await server.client.envelope("/requests/\(request)", nil)
            let isAnotherQuestion = answer["approval"]?["id"]?.string.map { $0 != id } ?? false
            if answer["status"] != "pending" || isAnotherQuestion { return answer }
            await Task.yield()
        }
    }
}
