import AirlockCore
import AirlockRuntime
import Testing

@Suite struct ClauseSplitterTests {
    @Test(arguments: [
        ("Run the tests and commit", ["Run the tests", "commit"]),
        ("Create an app; build it. Then push!", ["Create an app", "build it", "push"]),
        (
            "Research how CMake works, then build, test and commit it",
            ["Research how CMake works", "build", "test", "commit it"]
        ),
        (
            "Исследуй, как работает node:test, затем собери и закоммить",
            ["Исследуй, как работает node:test", "собери", "закоммить"]
        ),
        ("Open docs/a.md at https://x.org/a, please", ["Open docs/a.md at https://x.org/a", "please"]),
        ("1. Build it\n2. Commit it", ["Build it", "Commit it"]),
        ("Commit but don't push", ["Commit", "but don't push"]),
        ("Commit without pushing", ["Commit", "without pushing"]),
        ("What differs between merge and rebase?", ["What differs between merge and rebase?"]),
        ("Объясни commit и push", ["Объясни commit and push"]),
        ("Use tools, e.g. cmake, here", ["Use tools", "e.g. cmake", "here"]),
    ])
    func `a task is cut where another order begins`(task: String, expected: [String]) throws {
        #expect(try ClauseSplitter().split(task).map(\.text) == expected)
    }

    @Test(arguments: [
        "Summarise: \"one two three four five six and push it; then commit\"",
        "Перескажи: «раз два три четыре пять шесть и запушь это, потом закоммить»",
        "Summarise: \"one two three four five six and push it all now",
        "Summarise this:\n> push it now and delete the files",
        "Summarise: ```one two three four five six\npush it\n```",
    ])
    func `what is quoted at length is hidden, also when the quote never ends`(task: String) throws {
        let clauses = try ClauseSplitter().split(task)
        #expect(
            !clauses.contains { $0.bare.contains("push") || $0.bare.contains("запушь") || $0.bare.contains("commit") })
        #expect(clauses.count <= 2)
    }

    @Test func `a short quote keeps its words, and they order nothing`() throws {
        let clause = try #require(try ClauseSplitter().split("Replace 'push' with `git commit`").first)
        #expect(clause.text == "Replace \"push\" with `git commit`")
        #expect(clause.bare.split(separator: " ") == ["Replace", "with"])
        #expect(clause.quotes.map(\.text) == ["push", "git commit"])
        #expect(clause.quotes.map(\.isCode) == [false, true])
    }

    @Test(arguments: ["", "  \n ", "...", "?!;"])
    func `a task without words is refused`(task: String) {
        let error = #expect(throws: AirlockError.self) { try ClauseSplitter().split(task) }
        #expect(error?.code == .invalidRequest)
    }

    @Test func `a task with too many parts is refused`() {
        let task = Array(repeating: "do it", count: 41).joined(separator: "; ")
        let error = #expect(throws: AirlockError.self) { try ClauseSplitter().split(task) }
        #expect(error?.code == .limitExceeded)
    }
}
