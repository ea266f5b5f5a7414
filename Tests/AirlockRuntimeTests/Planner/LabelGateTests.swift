import AirlockCore
import Testing

@testable import AirlockRuntime

@Suite struct LabelGateTests {
    @Test(arguments: [
        ("Push the branch to origin", ClauseLabel.gitPush, ClauseLabel.gitPush),
        ("Do NOT push anything", .gitPush, .no),
        ("Пушить не надо", .gitPush, .no),
        ("don't commit yet", .gitCommit, .no),
        ("no tests need to be run", .runCommand, .no),
        ("don't forget to commit", .gitCommit, .gitCommit),
        ("build it", .gitPush, .runCommand),
        ("commit", .runCommand, .gitCommit),
        ("unit tests", .runCommand, .detail),
        ("Book me a flight to Paris", .research, .detail),
        ("сохрани ссылки", .gitCommit, .editFiles),
        ("save the push log in notes.md", .gitPush, .editFiles),
        ("Create a node project called push-notify", .gitPush, .createProject),
        ("add push notifications", .gitPush, .detail),
        ("Explain what git push does", .gitPush, .answer),
        ("How do I commit?", .gitCommit, .answer),
        ("Can you push my branch?", .gitPush, .gitPush),
        ("commit", .no, .gitCommit),
        ("commit it", .detail, .gitCommit),
        ("a node one called beta", .runCommand, .createProject),
        ("отправь его", .gitPush, .detail),
        ("Send an email to Bob that the tests pass", .runCommand, .detail),
    ])
    func `a label is believed only if the clause's words order it`(
        clause: String, proposed: ClauseLabel, expected: ClauseLabel
    ) throws {
        let clauses = try ClauseSplitter().split(clause)
        let gated = LabelGate(allowedPrograms: PlannerFixture.programs).pass(
            clauses.map { LabelledClause($0, proposed) })
        #expect(gated.kept.first?.label == expected)
    }

    @Test func `a report after research is no second research, and one alone with sources is research`() throws {
        let gate = LabelGate(allowedPrograms: [])
        let both = try ClauseSplitter().split("Найди 4 статьи о QUIC и составь отчёт с источниками")
        #expect(gate.pass(both.map { LabelledClause($0, .research) }).kept.map(\.label) == [.research, .report])
        let alone = try ClauseSplitter().split("Prepare a short overview of io_uring with sources")
        #expect(gate.pass(alone.map { LabelledClause($0, .report) }).kept.map(\.label) == [.research])
    }

    @Test func `what is refused is named with the reason`() throws {
        let clauses = try ClauseSplitter().split("Do not push")
        let gated = LabelGate(allowedPrograms: []).pass(clauses.map { LabelledClause($0, .gitPush) })
        #expect(gated.dropped == [DroppedStep(what: "git_push: Do not push", reason: "the task says not to")])
    }

    /// A fixed generator, so that a failure can be repeated.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 33)
        }
    }

    @Test func `no clause without a word for it pushes, whatever the labels say`() async throws {
        let words = [
            "run", "the", "tests", "and", "commit", "then", "\"", "«", "`", "'", "не", "создай", "project", "python",
            "https://x.y/z",
            "a.md", "?", ".", ";", "save", "links", "about", "between", "named", "name=", "42", "отчёт", "и", ",", "-",
            ">", "\n", "…",
        ]
        var dice = Dice(state: 7)
        for _ in 0..<300 {
            let task = (0..<Int.random(in: 1...24, using: &dice)).map { _ in words.randomElement(using: &dice) ?? "" }
                .joined(separator: " ")
            for model in [nil, PlannerFixture.stubborn("git_push")] {
                do {
                    let planned = try await PlannerFixture.plan(task, model: model)
                    #expect(!PlannerFixture.pushes(planned), "\(task)")
                } catch let error as AirlockError {
                    #expect(error.code == .invalidRequest || error.code == .limitExceeded, "\(task): \(error)")
                }
            }
        }
    }
}
