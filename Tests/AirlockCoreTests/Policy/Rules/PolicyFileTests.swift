import AirlockCore
import Testing

@Suite struct PolicyFileTests {
    private static func rule(_ changes: [String: JSONValue?] = [:]) -> JSONValue {
        var members: [String: JSONValue] = [
            "name": "allow.plan", "decision": "allow", "reason": "plans only", "command": "terraform plan",
            "switches": ["-no-color"], "options": ["-out": "path"], "match": ["terraform plan -out x"],
            "not_match": ["terraform apply", "terraform plan -out /x"],
        ]
        for (key, value) in changes { members[key] = value }
        return .object(members)
    }

    private static func forbidding(_ decision: String, _ command: String, _ match: String, _ not: String) -> JSONValue {
        [
            "name": .string("\(decision).mine"), "decision": .string(decision), "reason": "ours",
            "command": .string(command),
            "match": [.string(match)], "not_match": [.string(not)],
        ]
    }

    private func judge(_ rules: JSONValue...) throws -> CommandJudge {
        CommandJudge(adding: try PolicyFile.rules(of: ["rules": .array(rules)], as: "f"))
    }

    private func opinion(_ judge: CommandJudge, _ text: String) -> String {
        let opinion = judge.judge(text, in: .root).opinion
        return "\(opinion.decision) \(opinion.rule)"
    }

    @Test func `a file allows what no rule knows, and nothing more`() throws {
        let judge = try judge(Self.rule())
        #expect(opinion(judge, "terraform plan -no-color -out x | cat") == "allow allow.plan")
        #expect(opinion(judge, "terraform plan -destroy") == "ask ask.unknown-flag")
        #expect(opinion(judge, "terraform apply") == "ask ask.unknown-command")
    }

    @Test func `a file forbids and asks, also what is built in, and inside wrappers`() throws {
        let strict = try judge(
            Self.forbidding("deny", "kubectl delete", "kubectl -n p delete x", "kubectl get x"),
            Self.forbidding("ask", "git merge", "git merge x", "git status"))
        #expect(opinion(strict, "sudo sh -c 'kubectl delete x'") == "deny deny.mine")
        #expect(opinion(strict, "echo $(kubectl delete x)") == "deny deny.mine")
        #expect(opinion(strict, "git merge x") == "ask ask.mine")
        #expect(opinion(strict, "git status") == "allow allow.git")
    }

    @Test func `what is denied stays denied, whatever a file allows`() throws {
        let judge = try judge(
            Self.rule([
                "command": "rm", "rest": "text", "options": nil, "match": ["rm x -no-color"], "not_match": ["rm -x"],
            ]),
            Self.rule([
                "name": "allow.push", "command": "git push", "rest": "text", "match": ["git push x"],
                "not_match": ["git pull"],
            ]))
        #expect(opinion(judge, "rm -no-color -- -rf /") == "deny deny.rm-root")
        #expect(opinion(judge, "git push +main") == "deny deny.git-force-push")
        #expect(throws: AirlockError.self) {
            try self.judge(Self.rule(["command": "rm", "rest": "text", "match": ["rm --no-preserve-root x"]]))
        }
    }

    @Test(
        arguments: [
            (["switchs": ["-x"]], "did you mean \"switches\""), (["match": ["terraform destroy"]], "it should allow"),
            (["not_match": ["terraform plan"]], "doesn't"), (["match": []], "match"),
            (["decision": "permit"], "decision"),
            (["rest": "pth"], "did you mean \"path\""), (["reason": nil], "reason"),
            (["name": "allow.git"], "another rule"),
            (["flags": ["-x"]], "flags"),
        ] as [([String: JSONValue?], String)])
    func `a file with anything wrong isn't read`(changes: [String: JSONValue?], message: String) {
        let error = #expect(throws: AirlockError.self) { try judge(Self.rule(changes)) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func `another rule is another version`() throws {
        let version = Policy.standard(try judge(Self.rule())).version
        #expect(version != Policy.standard().version)
        #expect(version != Policy.standard(try judge(Self.rule(["reason": "others"]))).version)
        #expect(version == Policy.standard(try judge(Self.rule())).version)
    }

    @Test func `a policy that follows another is the newest`() {
        let first = Policy(version: "1", rules: [])
        let second = Policy(version: "2", rules: [.harmless])
        let policies = [first, second]
        for (index, decision) in [(0, Decision.ask), (1, .allow)] {
            let following = Policy { policies[index] }
            #expect(following.version == "\(index + 1)")
            #expect(following.opinion(on: .compute).decision == decision)
        }
    }
}
