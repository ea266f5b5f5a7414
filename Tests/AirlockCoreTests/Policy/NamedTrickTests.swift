import AirlockCore
import Testing

/// The tricks by which lines have got past other policies, one test each.
@Suite struct NamedTrickTests {
    private func decision(_ text: String, in folder: WorkspacePath = .root) -> Decision {
        CommandJudge.builtIn.judge(text, in: folder).opinion.decision
    }

    private func neverAllowed(_ lines: String..., sourceLocation: SourceLocation = #_sourceLocation) {
        for line in lines { #expect(decision(line) != .allow, "\(line)", sourceLocation: sourceLocation) }
    }

    @Test func `separators show every command`() {
        neverAllowed(
            "ls; id1", "ls && id1", "ls || id1", "ls | id1", "ls;id1", "ls & id1", "ls |& id1", "ls&&id1", "true|id1")
    }

    @Test func `a newline parts commands, and is a letter in quotes`() {
        neverAllowed("ls\nid1", "ls\n", "ls \\\nid1")
        #expect(decision("git commit -m 'a\n\nid1'") == .allow)
    }

    @Test func `a carriage return is never read`() { neverAllowed("ls\rid1", "ls\r\nid1", "echo 'a\rb'") }

    @Test func `IFS makes no blank`() { neverAllowed("ls$IFS-la", "ls${IFS}-la", "cat$IFS$9/etc/passwd") }

    @Test func `a substitution is never run, and is text where a shell takes it as such`() {
        neverAllowed("echo $(id)", "echo \"$(id)\"", "echo \"\\\\$(id)\"", "ls $((1))", "cat <(id)", "cat >(id)")
        #expect(CommandLine.parse("echo '$(id)' \"\\$(id)\"").commands == [["echo", "$(id)", "$(id)"]])
    }

    @Test func `backticks are never run`() { neverAllowed("echo `id`", "echo \"`id`\"", "`id`", "echo \"\\\\`id`\"") }

    @Test func `parameters are never expanded`() {
        neverAllowed("echo ${x@P}", "echo \"${x@P}\"", "x='$(id)' echo ${x@P}", "$x")
    }

    @Test func `quotes inside a word don't hide it`() {
        #expect(CommandLine.parse("l's' \"-\"la").commands == [["ls", "-la"]])
        #expect(decision("r'm' -r\"f\" /") == .deny)
        #expect(decision("\\rm -rf \\/") == .deny)
    }

    @Test func `an alias can't be made, and a builtin with effects isn't known`() {
        neverAllowed(
            "alias ls=id; ls", "shopt -s expand_aliases", "eval ls", "exec ls", "source a", ". a", "set -x",
            "export A=b",
            "trap id EXIT", "hash -p /x ls", "command ls", "builtin echo a", "read x", "unset PATH", "ulimit -n 1",
            "time ls")
    }

    @Test func `an environment before a command is asked about`() {
        neverAllowed(
            "A=b ls", "PATH=. ls", "LD_PRELOAD=x ls", "GIT_PAGER=id git log", "env A=b ls", "env -S 'ls id'", "A=b; ls")
    }

    @Test func `git's ways to run a program are asked about`() {
        neverAllowed(
            "git -c core.pager=id log", "git -ccore.pager=id log", "git --exec-path=/x status",
            "git --exec-path /x log",
            "git fetch --upload-pack=id .", "git clone -u id . x", "git ls-remote --upload-pack id .",
            "git push --receive-pack=id . x", "git archive --remote=. --exec=id HEAD", "git diff --ext-diff",
            "git log --textconv", "git grep -Oid a", "git rebase -x id a", "git bisect run id",
            "git submodule foreach id", "git --git-dir=/x status", "git --config-env=a=b log",
            "git config core.hooksPath x",
            "git config alias.x '!id'", "git commit -S -m x", "git difftool -x id", "git -p log", "git log --output=x")
    }

    @Test(arguments: [
        "git commit -m x", "git add -A", "git status", "git checkout -b x", "git merge topic", "git diff",
    ])
    func `hooks and filters are the project's code, and marked so`(text: String) {
        let judgement = CommandJudge.builtIn.judge(text, in: .root)
        #expect(judgement.opinion.decision == .allow)
        #expect(judgement.marks == [[.runsProjectCode]])
    }

    @Test(arguments: [
        "npm test", "npm run build", "make", "make -C src all", "dotnet build", "dotnet test", "cmake --build b",
    ])
    func `scripts, makefiles and MSBuild files are the project's code, and marked so`(text: String) {
        #expect(CommandJudge.builtIn.judge(text, in: .root).marks == [[.runsProjectCode]])
    }

    @Test func `what would bring other code into a build is asked about`() {
        neverAllowed(
            "npm test --script-shell=id", "npm run x --node-options=y", "npm exec id", "npx id", "make SHELL=id",
            "make --eval=x", "make -f -", "make -f /x", "dotnet build -p:PreBuildEvent=id", "dotnet msbuild x.proj",
            "dotnet build /x.proj", "cmake -P x", "python3 -c x", "node -r ./x a.js", "gcc -wrapper id a.c")
    }

    @Test func `fifty commands are read, fifty-one are asked about`() {
        let fifty = Array(repeating: "true", count: 50).joined(separator: "; ")
        #expect(decision(fifty) == .allow)
        neverAllowed(fifty + "; true", Array(repeating: "ls", count: 51).joined(separator: "|"))
    }

    @Test func `sed and awk that run or write are asked about`() {
        neverAllowed(
            "sed '1e id' a", "sed 's/a/id/e' a", "sed 's/a/b/w x' a", "sed 's/[/]e id/x/' a", "sed -n '/a/e id' a",
            "sed -f x a",
            "sed 'p;e' a", "sed '1d\ne' a", "awk 'BEGIN{system(\"id\")}'", "awk '{print>\"x\"}' a",
            "awk '{print|\"id\"}' a",
            "awk '@load \"x\"' a", "awk '\"id\"|getline' a", "awk -i inplace x a", "awk --exec x")
    }

    @Test func `paths are seen from the folder that the line runs in`() throws {
        let folder = try WorkspacePath("a/b")
        for (line, expected) in [
            ("cat ../x", Decision.allow), ("cat ../../x", .allow), ("cat ../../../x", .ask), ("cat /x", .ask),
            ("git -C .. status", .allow), ("git -C ../../.. status", .ask), ("make -C ..", .ask),
            ("rm -rf ../..", .ask),
            ("cd .. && cat ../x", .allow), ("cd .. && cat ../../x", .ask), ("./run.sh", .allow), ("./../../../x", .ask),
        ] {
            #expect(decision(line, in: folder) == expected, "\(line)")
        }
    }

    @Test func `what needs a registry says which`() {
        let judge = CommandJudge.builtIn
        #expect(judge.judge("npm ci && npm test", in: .root).registries == ["registry.npmjs.org:443"])
        #expect(judge.judge("pip install -r requirements.txt", in: .root).registries == ["pypi.org:443"])
        #expect(judge.judge("dotnet restore", in: .root).registries == ["api.nuget.org:443"])
        #expect(judge.judge("npm ci --offline", in: .root).registries == [])
        #expect(judge.judge("npm ci; frobnicate", in: .root).registries == [])
    }
}
