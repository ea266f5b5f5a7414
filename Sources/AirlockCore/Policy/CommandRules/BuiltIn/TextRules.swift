extension CommandRule {
    /// Searching files and working on text, inside the workspace. Nothing here can start a program.
    static let text: [CommandRule] = searching + finding + comparing + filtering

    private static let searching: [CommandRule] =
        ["grep", "egrep", "fgrep"].map { program in
            CommandRule(
                "allow.search", program,
                switches: """
                    -i -n -r -R -v -w -x -c -l -L -o -h -H -s -q -E -F -G -P -a -I -z --color --recursive --ignore-case \
                    --line-number --word-regexp --count --files-with-matches --files-without-match --invert-match \
                    --only-matching --quiet --silent --extended-regexp --fixed-strings --perl-regexp --no-filename --with-filename
                    """,
                options: [
                    "-e": .text, "--regexp": .text, "-f": .path, "-m": .text, "--max-count": .text, "-A": .text,
                    "-B": .text, "-C": .text, "--include": .text, "--exclude": .text, "--exclude-dir": .text,
                    "--color": .attachedText, "--context": .text, "--after-context": .text, "--before-context": .text,
                ], leading: [.text], rest: .path, isNumberFlag: true, instead: ["-e", "--regexp", "-f"],
                match: ["\(program) -rn 'def main' src", "\(program) --include='*.py' -r x ."],
                not: ["\(program) x /etc/passwd", program, "\(program) x *"])
        } + [
            CommandRule(
                "allow.search", "rg",
                switches: """
                    -i -n -v -w -x -c -l -o -h -H -s -S -q -F -P -a -U -N -0 -u --hidden --no-ignore --files --color --count \
                    --files-with-matches --ignore-case --smart-case --fixed-strings --word-regexp --line-number --json \
                    --no-heading --heading --stats --invert-match --multiline --only-matching --sort-files
                    """,
                options: [
                    "-e": .text, "--regexp": .text, "-g": .text, "--glob": .text, "-t": .text, "--type": .text,
                    "-T": .text, "-A": .text, "-B": .text, "-C": .text, "-m": .text, "--max-count": .text,
                    "--max-depth": .text, "-d": .text, "--color": .attachedText, "--context": .text, "--sort": .text,
                ], leading: [.text], rest: .path, instead: ["-e", "--regexp", "--files"],
                match: ["rg -n 'fn main' src", "rg -g '*.ts' TODO"],
                not: ["rg --pre cat x", "rg --hostname-bin x y", "rg -z x", "rg x /etc"])
        ]

    private static let finding: [CommandRule] = [
        CommandRule(
            "allow.search", "find",
            switches: "-L -H -P -print -print0 -empty -not -o -a -and -or -depth -prune -xdev -ls -executable",
            options: [
                "-name": .text, "-iname": .text, "-path": .text, "-ipath": .text, "-type": .text, "-maxdepth": .text,
                "-mindepth": .text, "-size": .text, "-mtime": .text, "-mmin": .text, "-newer": .path, "-perm": .text,
                "-regex": .text, "-iregex": .text, "-printf": .text, "-wholename": .text, "-links": .text,
            ], rest: .path, clusters: false, match: ["find . -name '*.py' -type f", "find src -maxdepth 2"],
            not: ["find . -exec rm a ';'", "find . -delete", "find . -fprint x", "find / -name x"]),
        CommandRule(
            "allow.search", "fd", switches: "-H -I -a -l -0 --hidden --no-ignore",
            options: ["-e": .text, "-t": .text, "-d": .text, "-E": .text, "-g": .text], leading: [.text], rest: .path,
            match: ["fd -e py test src"], not: ["fd x -x rm", "fd x --exec rm", "fd x /"]),
    ]

    private static let comparing: [CommandRule] = [
        CommandRule(
            "allow.look", "diff",
            switches: "-u -r -q -N -w -b -i -B -a -y -s -c --brief --color --unified --recursive --side-by-side",
            options: ["-U": .text, "-C": .text, "-x": .text, "--exclude": .text], leading: [.path, .path],
            match: ["diff -u a b"], not: ["diff /etc/passwd a", "diff a"]),
        CommandRule(
            "allow.look", "cmp", switches: "-s -l -b", leading: [.path, .path], match: ["cmp a b"], not: ["cmp a /x"]),
        CommandRule(
            "allow.look", "comm", switches: "-1 -2 -3", leading: [.path, .path], match: ["comm -12 a b"],
            not: ["comm a /x"]),
    ]

    private static let filtering: [CommandRule] = [
        CommandRule(
            "allow.text", "sort",
            switches: "-n -r -u -h -f -b -c -V -s -M -g -d -i -z --reverse --unique --numeric-sort --version-sort",
            options: ["-k": .text, "-t": .text, "-o": .path, "--key": .text, "--output": .path], rest: .path,
            match: ["sort -k2 -t, a", "sort -rn"],
            not: ["sort -o /etc/x a", "sort --compress-program=sh a", "sort --files0-from=a", "sort -T /x a"]),
        CommandRule(
            "allow.text", "uniq", switches: "-c -d -u -i --count", options: ["-f": .text, "-s": .text, "-w": .text],
            rest: .path, match: ["uniq -c a"], not: ["uniq /x"]),
        CommandRule(
            "allow.text", "cut", switches: "-s --complement",
            options: ["-d": .text, "-f": .text, "-c": .text, "-b": .text, "--output-delimiter": .text], rest: .path,
            match: ["cut -d: -f1 a"], not: ["cut -f1 /x"]),
        CommandRule(
            "allow.text", "tr", switches: "-d -s -c -C -t", leading: [.text], rest: .text,
            match: ["tr a-z A-Z", "tr -d '\\r'"],
            not: ["tr"]),
        CommandRule(
            "allow.text", "sed", switches: "-n -i -E -r -s -z --quiet --silent --in-place --regexp-extended",
            options: ["-e": .sedScript, "--expression": .sedScript], leading: [.sedScript], rest: .path,
            instead: ["-e", "--expression"],
            match: ["sed -n '1,80p' a.py", "sed -i 's/a[0-9]*/b/g' a", "sed -e '1d' -e '/^#/d' a"],
            not: ["sed '1e rm a' a", "sed 's/a/b/e' a", "sed 's/a/b/w x' a", "sed -f x a", "sed w/x a", "sed p /etc/x"]),
        CommandRule(
            "allow.text", "awk", options: ["-F": .text, "-v": .text], leading: [.awkProgram], rest: .path,
            match: ["awk '{print $1}' a", "awk -F: '/x/ {n++} END {print n}' a"],
            not: [
                "awk 'BEGIN{system(\"x\")}'", "awk '{print > \"x\"}' a", "awk '{print | \"sh\"}' a", "awk -f x a",
                "awk '{print}' /x", "awk '@load \"x\"'",
            ]),
        CommandRule(
            "allow.text", "jq",
            switches: "-r -c -e -n -s -S -M -C -j --raw-output --compact-output --slurp --sort-keys",
            leading: [.text], rest: .path, match: ["jq -r .name package.json"], not: ["jq . /x", "jq -f x a", "jq"]),
        CommandRule(
            "allow.text", "column", switches: "-t", options: ["-s": .text], rest: .path, match: ["column -t a"],
            not: ["column /x"]),
        CommandRule("allow.text", "rev", rest: .path, match: ["rev a"], not: ["rev /x"]),
        CommandRule("allow.text", "tac", rest: .path, match: ["tac a"], not: ["tac /x"]),
        CommandRule(
            "allow.text", "paste", switches: "-s", options: ["-d": .text], rest: .path, match: ["paste -sd, a"],
            not: ["paste /x"]),
        CommandRule(
            "allow.text", "base64", switches: "-d --decode", options: ["-w": .count], rest: .path,
            match: ["base64 -d a"],
            not: ["base64 /x"]),
    ]
}
