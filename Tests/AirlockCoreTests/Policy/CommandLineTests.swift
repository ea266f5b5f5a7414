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
        #expect(CommandLine.parse(text).commands == argvs)
    }

    @Test(arguments: [
        ("echo '$HOME' \\$ \"\\$x\" 'a`b' \"\\`\"", ["echo", "$HOME", "$", "$x", "a`b", "`"]),
        ("grep \"end$\" foo$", ["grep", "end$", "foo$"]), ("grep \"a$|b$ c\"", ["grep", "a$|b$ c"]),
        ("git commit -m 'one\n\ntwo'", ["git", "commit", "-m", "one\n\ntwo"]),
        ("git show stash@{0} HEAD@{1} {}", ["git", "show", "stash@{0}", "HEAD@{1}", "{}"]),
        ("[ -f a ]", ["[", "-f", "a", "]"]), ("echo '{a,b}' \"{a..b}\"", ["echo", "{a,b}", "{a..b}"]),
    ])
    func `what quoting or its place makes a letter is one`(text: String, argv: [String]) {
        #expect(CommandLine.parse(text).commands == [argv])
    }

    @Test func `connectors and pipes are kept`() {
        let expected = [
            Pipeline([SimpleCommand(argv: ["a"])], then: .and), Pipeline([SimpleCommand(argv: ["b"])], then: .or),
            Pipeline([SimpleCommand(argv: ["c"]), SimpleCommand(argv: ["d"])], then: .sequence),
            Pipeline([SimpleCommand(argv: ["e"])], then: nil),
        ]
        #expect(CommandLine.parse("a && b || c | d; e;") == .simple(expected))
    }

    @Test(arguments: [
        ("a 2>&1", SimpleCommand.Destination.output, SimpleCommand.Destination.output),
        ("a >&2", .errors, .errors), ("a 1>&2", .errors, .errors), ("a >/dev/null", .nothing, .errors),
        ("a >> /dev/null", .nothing, .errors), ("a 2>'/dev/null'", .output, .nothing),
        ("a >/dev/null 2>&1", .nothing, .nothing), ("a 2>&1 >/dev/null", .nothing, .output),
        ("2>/dev/null a", .output, .nothing), ("a 2>& 1", .output, .output),
    ])
    func `outputs may be joined or thrown away`(
        text: String, output: SimpleCommand.Destination, errors: SimpleCommand.Destination
    ) {
        let command = SimpleCommand(argv: ["a"], output: output, errors: errors)
        #expect(CommandLine.parse(text) == .simple([Pipeline([command], then: nil)]))
    }

    @Test func `a digit is a descriptor only right before the arrow and unquoted`() {
        #expect(CommandLine.parse("a 2 >/dev/null").commands == [["a", "2"]])
        #expect(CommandLine.parse("a '2'>/dev/null").commands == [["a", "2"]])
        #expect(CommandLine.parse("a2>/dev/null").commands == [["a2"]])
    }

    @Test(arguments: [
        "", "   ", ";", "&&", "a &&", "a ||", "a |", "| a", "&& a", "a ;; b", "a && ; b", "a & b", "a &", "a |& b",
        "echo $HOME", "echo $'a'", "echo $\"a\"", "echo a$b", "echo \"a$b\"", "echo \"$(a)\"", "echo $?", "echo `id`",
        "echo \"`id`\"", "ls *", "ls a?", "ls [ab]", "ls a[", "ls [a",
        "cat ~/x", "~/bin/x", "a=~", "echo x:~root", "echo {a,b}", "echo a}", "a > b", "a < b", "a << E", "a <<< b",
        "a >", "a > ; b", "> /dev/null", "a 3>&1",
        "a 12>/dev/null", "a &>/dev/null", "a >&-", "a >&1x", "a >&b", "a <> /dev/null", "a >| /dev/null",
        "a 2>&1>/dev/null",
        "a {x}>/dev/null", "a >/dev/nul", "a >(b)", "a <(b)", "echo {a..b}", "echo {'a',b}", "echo {", "echo }",
        "echo a}{b", "echo {{}}",
        "time a", "echo a\\\nb", "echo \"a\\\nb\"", "echo 'a\rb'",
        "(a)", "f() a", "{ a; }", "! a", "echo !", "if a; then b; fi", "for x in y; do z; done", "while a; do b; done",
        "case x in y) z;; esac", "function f { a; }", "[[ a ]]", "select x in y; do z; done", "A=b", "A=b ls",
        "'A'=b ls",
        "a; B=c d", "# a", "ls # a", "a\nb", "a\rb", "a\0b", "a\u{1b}[2Jb", "a\u{7f}", "a\u{a0}b",
        "a\u{202e}b", "a\u{200b}b", "a\u{2028}b", "'a", "\"a", "a\\", "\"a\\\"", "'' a", "\"\" a",
    ])
    func `what could be read in two ways is opaque`(text: String) {
        #expect(CommandLine.parse(text).commands == nil)
    }

    @Test func `limits make a line opaque`() {
        let fifty = Array(repeating: "a", count: 50).joined(separator: ";")
        #expect(CommandLine.parse(fifty).pipelines?.count == 50)
        #expect(CommandLine.parse(fifty + ";a").commands == nil)
        let longest = "echo " + String(repeating: "x", count: (64 << 10) - 5)
        #expect(CommandLine.parse(longest).pipelines?.count == 1)
        #expect(CommandLine.parse(longest + "x").commands == nil)
    }

    @Test(arguments: [
        (Connector.and, true, false), (.or, false, true), (.sequence, true, true),
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
            for command in CommandLine.parse(text).commands ?? [] { #expect(command.first?.isEmpty == false) }
        }
    }
}
