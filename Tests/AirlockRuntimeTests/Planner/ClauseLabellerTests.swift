import AirlockCore
import Testing

@testable import AirlockRuntime

@Suite struct ClauseLabellerTests {
    @Test func `the grammar fixes the line numbers`() {
        #expect(
            ClauseLabeller.grammar(lines: 2) == """
                root ::= "1. " lab "\\n" "2. " lab
                lab ::= "research" | "create_project" | "edit_files" | "run_command" | "git_commit" | "git_push" | "screenshot" \
                | "answer" | "report" | "detail" | "no" | "unsupported"

                """)
    }

    @Test(arguments: [
        ("1. research\n2. git_push", [ClauseLabel.research, .gitPush]),
        ("2. git_push\n1. research", [.research, .gitPush]),
        ("1. research", [.research, nil]),
        ("1. research\n1. git_push\n2. no", [nil, .no]),
        ("1. fly\n2. no\n3. git_push", [nil, .no]),
        ("sure! here you go", [nil, nil]),
        ("", [nil, nil]),
        ("-1. no\n99999999999999999999. no\n2.no", [nil, .no]),
    ])
    func `an odd line labels nothing`(answer: String, expected: [ClauseLabel?]) {
        #expect(ClauseLabeller.parse(answer, count: 2) == expected)
    }

    @Test func `a grammar literal is escaped`() {
        #expect(GBNF.literal("a\"b\\c\nd\u{1}é") == #""a\"b\\c\nd\x01é""#)
    }

    @Test func `slot lines outside of the choices are refused`() {
        let key = SlotQuestion.Key(kind: .projectName, clause: 1)
        let question = SlotQuestion(key: key, clause: "x", choices: ["alpha", "none"])
        #expect(SlotFiller.parse("1. alpha", [question]) == [key: "alpha"])
        #expect(SlotFiller.parse("1. evil\n2. alpha", [question]).isEmpty)
        #expect(SlotFiller.grammar([question]) == "root ::= \"1. \" s1\ns1 ::= \"alpha\" | \"none\"\n")
    }
}
