extension CommandRule {
    /// Git on the repository in the workspace. Of the global options only `-C` and `--no-pager` are known, since others run
    /// programs (`-c core.pager=…`, `--exec-path`); nor is any that runs one (`--ext-diff`, `--upload-pack`, `-S`), nor what
    /// reaches another machine. What may start a hook, a filter, a monitor or a textconv program of the repository is marked so.
    static let git: [CommandRule] =
        gitLooking + gitChanging + gitBranching + [
            CommandRule("allow.git", "git --version", match: ["git --version"], not: ["git --exec-path"])
        ]

    private static let gitLooking: [CommandRule] = [
        git(
            "status", switches: "-s --short -b --branch --porcelain --ignored --no-renames --long -uno -uall",
            options: ["-u": .attachedText, "--untracked-files": .attachedText, "--porcelain": .attachedText],
            rest: .path, match: ["git status -sb"], not: ["git status /etc", "git -c core.fsmonitor=x status"]),
        git(
            "diff", switches: showing, options: shown, rest: .path, match: ["git diff --stat HEAD~1"],
            not: ["git diff --ext-diff", "git diff --output=/x", "git diff --no-index /etc/passwd a"]),
        git(
            "log", switches: showing + logging,
            options: shown.merging(
                [
                    "-n": .text, "--max-count": .text, "--since": .text, "--until": .text, "--after": .text,
                    "--before": .text, "--author": .text, "--grep": .text, "-L": .text, "-S": .text, "-G": .text,
                    "--date": .text, "--skip": .text,
                ]) { first, _ in first }, rest: .path, isNumberFlag: true,
            match: ["git log --oneline -5", "git --no-pager log"], not: ["git log /etc", "git -c core.pager=x log"]),
        git(
            "show", switches: showing + " --oneline", options: shown, rest: .path, match: ["git show HEAD:a.py"],
            not: ["git show --ext-diff"]),
        git(
            "blame", switches: "-w -s -e", options: ["-L": .text], rest: .path, match: ["git blame -L 1,5 a"],
            not: ["git blame --contents /x a"]),
        git(
            "ls-files", switches: "-m -o -d -s -z --others --exclude-standard --modified --deleted --cached",
            rest: .path, match: ["git ls-files -m"], not: ["git ls-files -X /x"]),
        git(
            "ls-tree", switches: "-r -t -l -z --name-only", rest: .path, runsProjectCode: false,
            match: ["git ls-tree -r HEAD"],
            not: ["git ls-tree --x"]),
        git(
            "grep", switches: "-n -i -l -c -w -E -F -P -v -q -h -I --cached --untracked", options: ["-e": .text],
            leading: [.text], rest: .path, match: ["git grep -n TODO"],
            not: ["git grep -O x", "git grep --open-files-in-pager x"]),
        git(
            "shortlog", switches: "-s -n -e -sn -sne --all", rest: .path, runsProjectCode: false,
            match: ["git shortlog -sn HEAD"],
            not: ["git shortlog --x"]),
        git(
            "describe", switches: "--tags --always --dirty --long --all --abbrev",
            options: ["--abbrev": .attachedText, "--match": .text], rest: .path, match: ["git describe --tags"],
            not: ["git describe --x"]),
        git(
            "rev-parse",
            switches:
                "--short --abbrev-ref --show-toplevel --show-prefix --verify -q --quiet --git-dir --is-inside-work-tree",
            rest: .path, runsProjectCode: false, match: ["git rev-parse --short HEAD"], not: ["git rev-parse --x"]),
        git(
            "rev-list", switches: "--count --all --merges --no-merges --reverse",
            options: ["-n": .count, "--max-count": .count], rest: .path, isNumberFlag: true,
            runsProjectCode: false, match: ["git rev-list --count HEAD"], not: ["git rev-list --x"]),
        git(
            "merge-base", switches: "--is-ancestor --all", rest: .path, runsProjectCode: false,
            match: ["git merge-base main HEAD"],
            not: ["git merge-base --x"]),
        git(
            "reflog", switches: "--all", rest: nil, isNumberFlag: true, match: ["git reflog -5"],
            not: ["git reflog expire --all"]),
        git(
            "cat-file", switches: "-p -t -s -e", rest: .path, runsProjectCode: false, match: ["git cat-file -p HEAD"],
            not: ["git cat-file --textconv x", "git cat-file --filters x"]),
        git(
            "remote", switches: "-v --verbose", rest: nil, runsProjectCode: false, match: ["git remote -v"],
            not: ["git remote add x y", "git remote update"]),
        git(
            "remote get-url", rest: .name, runsProjectCode: false, match: ["git remote get-url origin"],
            not: ["git remote get-url --x"]),
        git(
            "config --get", rest: .name, runsProjectCode: false, match: ["git config --get user.name"],
            not: ["git config core.pager x", "git config --get /x"]),
        git(
            "config --list", switches: "--local --show-origin", rest: nil, runsProjectCode: false,
            match: ["git config --list"],
            not: ["git config --edit"]),
    ]

    private static let gitChanging: [CommandRule] = [
        git(
            "config user.name", leading: [.text], rest: nil, runsProjectCode: false,
            match: ["git config user.name 'A B'"],
            not: ["git config core.pager x", "git config --global user.name x"]),
        git(
            "config user.email", leading: [.text], rest: nil, runsProjectCode: false,
            match: ["git config user.email a@b.c"],
            not: ["git config alias.x '!sh'", "git config --system user.email x"]),
        git(
            "init", switches: "-q --quiet --bare", options: ["-b": .name, "--initial-branch": .name], rest: .path,
            match: ["git init -b main p"], not: ["git init --template=/x p", "git init /x"]),
        git(
            "add", switches: "-A --all -u --update -v -n --dry-run -f --force -N", rest: .path,
            match: ["git add -A", "git add ."], not: ["git add -p", "git add --pathspec-from-file=-", "git add /x"]),
        git(
            "commit",
            switches: """
                -a --all --amend --no-edit --allow-empty --allow-empty-message -q --quiet -v -s --signoff -n --no-verify
                """,
            options: [
                "-m": .text, "--message": .text, "-F": .path, "--author": .text, "--date": .text, "--fixup": .name,
            ],
            rest: .path, match: ["git commit -am message", "git commit -m 'first; rm -rf /'"],
            not: ["git commit -S -m x", "git commit -m", "git commit -F /x"]),
        git(
            "rm", switches: "-r -f -q -n --cached --dry-run --force", leading: [.pathBelow], rest: .pathBelow,
            match: ["git rm --cached a"], not: ["git rm -r ."]),
        git(
            "mv", switches: "-f -k -v -n", leading: [.path, .path], rest: .path, match: ["git mv a b"],
            not: ["git mv a /x"]),
        git(
            "restore", switches: "-q --staged --worktree -S -W", options: ["-s": .name, "--source": .name],
            leading: [.path], rest: .path, match: ["git restore --staged a"],
            not: ["git restore /x", "git restore -p"]),
        git(
            "reset", switches: "-q --quiet --soft --mixed --hard --keep", rest: .path,
            match: ["git reset --hard HEAD~1"], not: ["git reset -p", "git reset /x"]),
        git(
            "clean", switches: "-n -f -d -x -X -q --dry-run --force", rest: .path, match: ["git clean -fd"],
            not: ["git clean -i", "git clean /x"]),
        git(
            "stash", switches: "-u -q --include-untracked --quiet --keep-index -k", options: ["-m": .text], rest: nil,
            match: ["git stash -u"], not: ["git stash -p", "git stash x"]),
        git(
            "stash push", switches: "-u -q -k", options: ["-m": .text], rest: .path,
            match: ["git stash push -m x"], not: ["git stash push -f"]),
        git("stash list", rest: nil, match: ["git stash list"], not: ["git stash list --ext-diff"]),
        git(
            "stash pop", switches: "-q --index", rest: .path, match: ["git stash pop"],
            not: ["git stash pop -x"]),
        git(
            "stash apply", switches: "-q --index", rest: .path,
            match: ["git stash apply stash@{0}"], not: ["git stash apply -x"]),
        git("stash drop", switches: "-q", rest: .path, match: ["git stash drop"], not: ["git stash drop -x"]),
        git(
            "stash show", switches: "-p --stat", rest: .path, match: ["git stash show -p"],
            not: ["git stash show --ext-diff"]),
        git(
            "apply", switches: "--check --stat --cached --index -R --reverse -3 -v", options: ["-p": .count],
            leading: [.file], rest: .file, match: ["git apply --check a.patch"],
            not: ["git apply --unsafe-paths x", "git apply", "git apply --directory=/x a"]),
    ]

    private static let gitBranching: [CommandRule] = [
        git(
            "branch",
            switches: """
                -a --all -r --remotes -v -vv --list --show-current -d --delete -D -m --move -M -f --no-color --merged \
                --no-merged
                """, rest: .path, match: ["git branch -a"], not: ["git branch --edit-description", "git branch /x"]),
        git(
            "checkout", switches: "-q --quiet -f --force --detach", options: ["-b": .name, "-B": .name], rest: .path,
            match: ["git checkout -b topic/x", "git checkout -- a.txt"],
            not: ["git checkout -p", "git checkout /x"]),
        git(
            "switch", switches: "-q --quiet -d --detach -", options: ["-c": .name, "-C": .name, "--create": .name],
            rest: .path, match: ["git switch -c x"], not: ["git switch --x"]),
        git(
            "merge", switches: "--no-ff --ff-only --ff --squash --no-edit --abort --continue --no-commit -q --quiet",
            options: ["-m": .text], rest: .path,
            match: ["git merge --no-ff topic -m 'merge it'"], not: ["git merge -s /x a", "git merge -S x"]),
        git(
            "rebase", switches: "--abort --skip --quit -q --autostash", rest: .name,
            match: ["git rebase main"], not: ["git rebase --exec x", "git rebase -i main", "git rebase -x sh a"]),
        git(
            "cherry-pick", switches: "-n --no-commit -x --abort --skip --quit", rest: .name,
            match: ["git cherry-pick abc123"], not: ["git cherry-pick -e x", "git cherry-pick -S x"]),
        git(
            "revert", switches: "-n --no-commit --no-edit --abort --skip --quit", rest: .path,
            match: ["git revert --no-edit HEAD"], not: ["git revert -S x"]),
        git(
            "tag", switches: "-l --list -d --delete -a -f -n", options: ["-m": .text], rest: .name,
            match: ["git tag -a v1 -m x"], not: ["git tag -s v1", "git tag -u x v1"]),
        git("worktree list", rest: nil, match: ["git worktree list"], not: ["git worktree add /x"]),
    ]

    private static func git(
        _ subcommand: String, switches: String = "", options: [String: CommandWord] = [:], leading: [CommandWord] = [],
        rest: CommandWord?, isNumberFlag: Bool = false, runsProjectCode: Bool = true, match: [String], not: [String]
    ) -> CommandRule {
        CommandRule(
            "allow.git", "git \(subcommand)", switches: switches, options: options, leading: leading, rest: rest,
            isNumberFlag: isNumberFlag, runsProjectCode: runsProjectCode, match: match, not: not)
    }

    private static let showing = """
        -p --patch --stat --shortstat --numstat --summary --cached --staged --name-only --name-status --no-color --color \
        --word-diff -w -b --check --no-patch -s --raw --no-ext-diff --no-textconv --quiet --no-renames --exit-code
        """
    private static let logging = """
         --oneline --graph --all --decorate --reverse --merges --no-merges --follow --abbrev-commit --first-parent \
        --branches --tags --no-decorate
        """
    private static let shown: [String: CommandWord] = [
        "-U": .attachedText, "--unified": .attachedText, "--format": .attachedText, "--pretty": .attachedText,
        "--diff-filter": .attachedText, "--color": .attachedText,
    ]
}
