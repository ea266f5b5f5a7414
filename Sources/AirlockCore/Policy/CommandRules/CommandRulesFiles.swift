extension CommandRule {
    /// Looking at files and moving them about, inside the workspace.
    static let files: [CommandRule] = looking + searching + comparing + changing

    private static let looking: [CommandRule] = [
        CommandRule(
            "allow.look", "ls", switches: "-l -a -A -h -R -1 -t -r -S -d -F -s -i -n -p --all --color", rest: .path),
        CommandRule("allow.look", "cat", switches: "-n -b -s -A -E -T -v -e -t", rest: .path),
        CommandRule(
            "allow.look", "head", switches: "-q -v",
            options: ["-n": .text, "-c": .text, "--lines": .text, "--bytes": .text],
            rest: .path, isNumberFlag: true),
        CommandRule(
            "allow.look", "tail", switches: "-q -v",
            options: ["-n": .text, "-c": .text, "--lines": .text, "--bytes": .text],
            rest: .path, isNumberFlag: true),
        CommandRule("allow.look", "wc", switches: "-l -w -c -m -L --lines --words --bytes", rest: .path),
        CommandRule("allow.look", "pwd", switches: "-L -P"),
        CommandRule("allow.look", "true", rest: .text, passesFlags: true),
        CommandRule("allow.look", "echo", rest: .text, passesFlags: true),
        CommandRule(
            "allow.look", "test",
            switches: "-f -d -e -s -r -w -x -L -z -n -eq -ne -lt -gt -le -ge -nt -ot -a -o", rest: .path,
            clusters: false),
    ]

    private static let searching: [CommandRule] =
        ["grep", "egrep", "fgrep"].map { program in
            CommandRule(
                "allow.search", program,
                switches: """
                    -i -n -r -R -v -w -x -c -l -L -o -h -H -s -q -E -F -G -P -a -I -z --color --recursive --ignore-case \
                    --line-number --word-regexp --count --files-with-matches --invert-match --only-matching --quiet
                    """,
                options: [
                    "-e": .text, "--regexp": .text, "-f": .path, "-m": .text, "--max-count": .text, "-A": .text,
                    "-B": .text,
                    "-C": .text, "--include": .text, "--exclude": .text, "--exclude-dir": .text,
                    "--color": .attachedText,
                ], leading: [.text], rest: .path, isNumberFlag: true, instead: ["-e", "--regexp", "-f"])
        } + [
            CommandRule(
                "allow.search", "find",
                switches: "-L -H -P -print -print0 -empty -not -o -a -and -or -depth -prune -xdev",
                options: [
                    "-name": .text, "-iname": .text, "-path": .text, "-ipath": .text, "-type": .text,
                    "-maxdepth": .text,
                    "-mindepth": .text, "-size": .text, "-mtime": .text, "-mmin": .text, "-newer": .path,
                ], rest: .path, clusters: false)
        ]

    private static let comparing: [CommandRule] = [
        CommandRule(
            "allow.look", "sort", switches: "-n -r -u -h -f -b -c -V -s -M -g -d -i --reverse --unique --numeric-sort",
            options: ["-k": .text, "-t": .text, "-o": .path, "--key": .text, "--output": .path], rest: .path),
        CommandRule(
            "allow.look", "uniq", switches: "-c -d -u -i --count", options: ["-f": .text, "-s": .text, "-w": .text],
            rest: .path),
        CommandRule(
            "allow.look", "diff",
            switches: "-u -r -q -N -w -b -i -B -a -y -s -c --brief --color --unified --recursive --side-by-side",
            options: ["-U": .text, "-C": .text], rest: .path),
    ]

    private static let changing: [CommandRule] = [
        CommandRule(
            "allow.change", "mkdir", switches: "-p -v --parents", options: ["-m": .text], leading: [.path], rest: .path),
        CommandRule(
            "allow.change", "touch", switches: "-a -c -m", options: ["-d": .text, "-t": .text, "-r": .path],
            leading: [.path], rest: .path),
        CommandRule(
            "allow.change", "cp", switches: "-r -R -a -f -n -p -v -u -T --recursive --archive", options: ["-t": .path],
            leading: [.path], rest: .path),
        CommandRule(
            "allow.change", "mv", switches: "-f -n -v -u -T", options: ["-t": .path], leading: [.path], rest: .path),
        CommandRule(
            "allow.change", "rm", switches: "-r -R -f -v -d --recursive --force --dir", leading: [.pathBelow],
            rest: .pathBelow),
    ]
}
