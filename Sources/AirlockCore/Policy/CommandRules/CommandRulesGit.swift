extension CommandRule {
    /// Git on the repository in the workspace. Of the global options only `-C` is known (see ``CommandJudge``), since others
    /// run programs (`-c`, `--exec-path`); nor is any that runs one (`--ext-diff`, `--upload-pack`, `-S`), nor what reaches
    /// another machine.
    static let git: [CommandRule] = [
        git(
            "status", switches: "-s --short -b --branch --porcelain --ignored --no-renames",
            options: ["-u": .attachedText, "--untracked-files": .attachedText], rest: .path),
        git("add", switches: "-A --all -u --update -v -n --dry-run -f --force -N", rest: .path),
        git(
            "commit",
            switches: "-a --all --amend --no-edit --allow-empty --allow-empty-message -q --quiet -v -s --signoff -n",
            options: ["-m": .text, "--message": .text, "-F": .path, "--author": .text, "--date": .text], rest: .path),
        git("diff", switches: showing, options: shown, rest: .path),
        git(
            "log",
            switches: showing
                + " --oneline --graph --all --decorate --reverse --merges --no-merges --follow --abbrev-commit",
            options: shown.merging(
                [
                    "-n": .text, "--max-count": .text, "--since": .text, "--until": .text, "--after": .text,
                    "--before": .text, "--author": .text, "--grep": .text,
                ]) { first, _ in first }, rest: .path, isNumberFlag: true),
        git("show", switches: showing + " --oneline", options: shown, rest: .path),
        git(
            "branch",
            switches: """
                -a --all -r --remotes -v -vv --list --show-current -d --delete -D -m --move -M -f --no-color --merged \
                --no-merged
                """, rest: .path),
        git("checkout", switches: "-q --quiet -f --force --detach", options: ["-b": .name, "-B": .name], rest: .path),
        git(
            "switch", switches: "-q --quiet -d --detach -", options: ["-c": .name, "-C": .name, "--create": .name],
            rest: .path),
        git(
            "merge", switches: "--no-ff --ff-only --ff --squash --no-edit --abort --continue --no-commit -q --quiet",
            options: ["-m": .text], rest: .path),
        git("init", switches: "-q --quiet --bare", options: ["-b": .name, "--initial-branch": .name], rest: .path),
        git(
            "rev-parse",
            switches:
                "--short --abbrev-ref --show-toplevel --show-prefix --verify -q --quiet --git-dir --is-inside-work-tree",
            rest: .path),
        CommandRule("allow.git", "git --version"),
    ]

    private static func git(
        _ subcommand: String, switches: String, options: [String: Word] = [:], rest: Word, isNumberFlag: Bool = false
    ) -> CommandRule {
        CommandRule(
            "allow.git", "git \(subcommand)", switches: switches, options: options, rest: rest,
            isNumberFlag: isNumberFlag)
    }

    private static let showing = """
        -p --patch --stat --shortstat --numstat --summary --cached --staged --name-only --name-status --no-color --color \
        --word-diff -w -b --check --no-patch -s --raw --no-ext-diff --no-textconv --quiet --no-renames
        """
    private static let shown: [String: Word] = [
        "-U": .attachedText, "--unified": .attachedText, "--format": .attachedText, "--pretty": .attachedText,
        "--diff-filter": .attachedText, "--color": .attachedText,
    ]
}
