import AirlockCore
import AirlockTestKit
import Testing

@Suite struct CommandLineTests {
    @Test(arguments: [
        ("ls", [["ls"]]), ("  ls\t-la  src ", [["ls", "-la", "src"]]),
        ("echo 'a  b' \"c d\"", [["echo", "a  b", "c d"]]),
        (#"echo a\ b \'c \\ "x\"y\\z\n""#, [["echo", "a b", "'c", #"\"#, #"x"y\z\n"#]]),
        ("l's' -\"l\"a", [["ls", "-la"]]),
        ("echo '' \"\"", [["echo", "", ""]]), ("a;b ; c;", [["a"], ["b"], ["c"]]),
        ("a&&b||c|d", [["a"], ["b"], ["c"], ["d"]]),
        ("echo 'a;b' \"c && d\" e\\|f", [["echo", "a;b", "c && d", "e|f"]]),
        ("git show HEAD~1 a=b", [["git", "show", "HEAD~1", "a=b"]]),
        ("echo a#b 'x#' \\#", [["echo", "a#b", "x#", "#"]]),
        ("grep '[a-z]*?' 'f(x)' '{1,2}' '!' '~' '<>'", [["grep", "[a-z]*?", "f(x)", "{1,2}", "!", "~", "<>"]]),
        ("echo if then", [["echo", "if", "then"]]), ("'if' x", [["if", "x"]]),
        ("echo привет 😀", [["echo", "привет", "😀"]]),
        (#"rm C:\\"#, [["rm", #"C:\"#]]), ("echo ]", [["echo", "]"]]),
    ])
    func `words are what a shell makes of them`(text: String, argvs: [[String]]) {
        #expect(CommandLine.parse(text).commands?.map(\.argv) == argvs)
    }

    @Test func `connectors are kept`() {
        let expected = [
            SimpleCommand(argv: ["a"], then: .and), SimpleCommand(argv: ["b"], then: .or),
            SimpleCommand(argv: ["c"], then: .pipe), SimpleCommand(argv: ["d"], then: .sequence),
            SimpleCommand(argv: ["e"], then: nil),
        ]
        #expect(CommandLine.parse("a && b || c | d; e;") == .simple(expected))
    }

    @Test(arguments: [
        "", "   ", ";", "&&", "a &&", "a ||", "a |", "| a", "&& a", "a ;; b", "a && ; b", "a & b", "a &", "a |& b",
        "echo $HOME", "echo '$HOME'", "echo \\$", "echo `id`", "echo \"`id`\"", "ls *", "ls a?", "ls [ab]", "[ -f a ]",
        "cat ~/x", "~/bin/x", "a=~", "echo x:~root", "echo {a,b}", "echo a}", "a > b", "a < b", "a 2>&1", "a << E",
        "(a)", "f() a", "{ a; }", "! a", "echo !", "if a; then b; fi", "for x in y; do z; done", "while a; do b; done",
        "case x in y) z;; esac", "function f { a; }", "[[ a ]]", "select x in y; do z; done", "A=b", "A=b ls",
        "'A'=b ls",
        "a; B=c d", "# a", "ls # a", "a\nb", "a\rb", "echo 'a\nb'", "a\0b", "a\u{1b}[2Jb", "a\u{7f}", "a\u{a0}b",
        "a\u{202e}b", "a\u{200b}b", "a\u{2028}b", "'a", "\"a", "a\\", "\"a\\\"", "'' a", "\"\" a",
    ])
    func `what could be read in two ways is opaque`(text: String) {
        #expect(CommandLine.parse(text).commands == nil)
    }

    @Test func `limits make a line opaque`() {
        let fifty = Array(repeating: "a", count: 50).joined(separator: ";")
        #expect(CommandLine.parse(fifty).commands?.count == 50)
        #expect(CommandLine.parse(fifty + ";a").commands == nil)
        let longest = "echo " + String(repeating: "x", count: (64 << 10) - 5)
        #expect(CommandLine.parse(longest).commands?.count == 1)
        #expect(CommandLine.parse(longest + "x").commands == nil)
    }

    @Test(arguments: [
        (Connector.and, true, false), (.or, false, true), (.sequence, true, true), (.pipe, true, true),
    ])
    func `a connector says whether the next command runs`(connector: Connector, afterZero: Bool, afterOne: Bool) {
        #expect(connector.runsNext(after: 0) == afterZero)
        #expect(connector.runsNext(after: 1) == afterOne)
    }

    @Test func `no text makes the parser trap, and what it reads has words`() {
        var source = SeededSource(seed: 42)
        let pieces = [
            "ls", " ", "\t", "'", "\"", "\\", ";", "&", "|", "&&", "||", "a=b", "#", "~", "$", "`", "é", "(", "{", "!",
            "rm -rf /",
            "sudo ", "sh -c ", "\n", ">", "C:\\",
        ]
        for _ in 0..<20_000 {
            let count = Int.random(in: 0..<10, using: &source)
            let text = (0..<count).map { _ in pieces.randomElement(using: &source) ?? "" }.joined()
            for command in CommandLine.parse(text).commands ?? [] { #expect(command.argv.first?.isEmpty == false) }
        }
    }
}
