extension CommandRule {
    /// Looking at files, inside the workspace.
    static let looking: [CommandRule] = listing + reading + saying

    private static let listing: [CommandRule] = [
        CommandRule(
            "allow.look", "ls",
            switches: """
                -l -a -A -h -R -1 -t -r -S -d -F -s -i -n -p -g -o -G -X -U --all --almost-all --color --human-readable \
                --recursive --reverse
                """,
            options: ["--color": .attachedText, "--sort": .attachedText], rest: .path,
            match: ["ls", "ls -la src"], not: ["ls --hyperlink", "ls /etc", "ls *"]),
        CommandRule(
            "allow.look", "tree", switches: "-a -d -f -s -h -C -n -D --dirsfirst --du --noreport",
            options: ["-L": .count, "-I": .text, "-P": .text], rest: .path, clusters: false,
            match: ["tree -L 2 src"], not: ["tree -o x", "tree /"]),
        CommandRule(
            "allow.look", "du", switches: "-s -h -a -c -k -m -b --summarize --human-readable",
            options: ["-d": .count, "--max-depth": .count], rest: .path, match: ["du -sh build"], not: ["du /"]),
        CommandRule(
            "allow.look", "stat", switches: "-L -t", options: ["-c": .text, "--format": .text, "--printf": .text],
            leading: [.path], rest: .path, match: ["stat -c %s a"], not: ["stat", "stat /etc"]),
        CommandRule(
            "allow.look", "file", switches: "-b -i -L --brief --mime --mime-type", leading: [.path], rest: .path,
            match: ["file -b a.bin"], not: ["file -f list", "file -m x a"]),
        CommandRule("allow.look", "pwd", switches: "-L -P", match: ["pwd"], not: ["pwd x"]),
        CommandRule(
            "allow.look", "realpath", switches: "-e -m -s -q", leading: [.path], rest: .path,
            match: ["realpath src/.."],
            not: ["realpath /etc"]),
        CommandRule(
            "allow.look", "readlink", switches: "-f -e -m -n", leading: [.path], rest: .path, match: ["readlink -f a"],
            not: ["readlink /etc/x"]),
    ]

    private static let reading: [CommandRule] =
        ["head", "tail"].map { program in
            CommandRule(
                "allow.look", program, switches: "-q -v -z",
                options: ["-n": .text, "-c": .text, "--lines": .text, "--bytes": .text], rest: .path,
                isNumberFlag: true, match: ["\(program) -n 20 a", "\(program) -5 a"],
                not: ["\(program) -n", "\(program) -f a", "\(program) /etc/passwd"])
        } + [
            CommandRule(
                "allow.look", "cat", switches: "-n -b -s -A -E -T -v -e -t", rest: .path,
                match: ["cat README.md src/a.py"], not: ["cat /etc/passwd", "cat ../x"]),
            CommandRule(
                "allow.look", "nl", switches: "-b", options: ["-w": .count, "-s": .text], rest: .path, match: ["nl a"],
                not: ["nl /x"]),
            CommandRule(
                "allow.look", "wc", switches: "-l -w -c -m -L --lines --words --bytes --chars", rest: .path,
                match: ["wc -l a"], not: ["wc --files0-from=a"]),
            CommandRule(
                "allow.look", "md5sum", switches: "-b -t", rest: .path, match: ["md5sum a"], not: ["md5sum -c a"]),
            CommandRule(
                "allow.look", "sha256sum", switches: "-b -t -c --check --quiet", rest: .path,
                match: ["sha256sum a", "sha256sum -c a.sum"], not: ["sha256sum /x"]),
            CommandRule(
                "allow.look", "hexdump", switches: "-C -c -b -d -x -v", options: ["-n": .count, "-s": .count],
                rest: .path, match: ["hexdump -C a"], not: ["hexdump -f x a"]),
            CommandRule(
                "allow.look", "xxd", switches: "-p -u -b -i", options: ["-l": .count, "-s": .count, "-c": .count],
                leading: [.path], match: ["xxd -l 64 a"], not: ["xxd a b", "xxd -r a"]),
            CommandRule(
                "allow.look", "strings", switches: "-a", options: ["-n": .count], leading: [.path], rest: .path,
                match: ["strings -n 8 a"], not: ["strings /x"]),
        ]

    private static let saying: [CommandRule] = [
        CommandRule("allow.look", "true", rest: .text, passesFlags: true, match: ["true"], not: ["true $x"]),
        CommandRule("allow.look", "false", rest: .text, passesFlags: true, match: ["false"], not: ["false $x"]),
        CommandRule(
            "allow.look", "echo", rest: .text, passesFlags: true, match: ["echo -n rm -rf /"],
            not: ["echo $HOME", "echo *"]),
        CommandRule(
            "allow.look", "printf", leading: [.text], rest: .text, passesFlags: true, match: [#"printf '%s\n' a b"#],
            not: ["printf", "printf $x"]),
        CommandRule(
            "allow.look", "date", switches: "-u --utc -I", rest: .text, match: ["date -u +%F"], not: ["date -s x"]),
        CommandRule("allow.look", "sleep", leading: [.count], match: ["sleep 2"], not: ["sleep", "sleep x"]),
        CommandRule(
            "allow.look", "seq", options: ["-s": .text, "-f": .text, "-w": .count], leading: [.count], rest: .count,
            match: ["seq 1 10"], not: ["seq x"]),
        CommandRule("allow.look", "uname", switches: "-a -s -r -m -n -o -p", match: ["uname -a"], not: ["uname x"]),
        CommandRule(
            "allow.look", "df", switches: "-h -T -i", rest: .path, match: ["df -h"], not: ["df --output=x", "df /"]),
        CommandRule("allow.look", "env", match: ["env"], not: ["env ls", "env A=b", "env -S ls"]),
        CommandRule("allow.look", "printenv", rest: .name, match: ["printenv PATH"], not: ["printenv -x"]),
        CommandRule(
            "allow.look", "ps", switches: "-e -f -a -u -x", rest: .name, match: ["ps aux", "ps -ef"], not: ["ps -o x"]),
        CommandRule("allow.look", "nproc", switches: "--all", match: ["nproc"], not: ["nproc --ignore"]),
        CommandRule("allow.look", "whoami", match: ["whoami"], not: ["whoami x"]),
        CommandRule("allow.look", "id", switches: "-u -g -n", match: ["id -u"], not: ["id root"]),
        CommandRule(
            "allow.look", "which", switches: "-a", leading: [.name], rest: .name, match: ["which python3"],
            not: ["which /x"]),
        CommandRule(
            "allow.look", "basename", options: ["-s": .text], leading: [.text], rest: .text,
            match: ["basename a/b.c .c"],
            not: ["basename"]),
        CommandRule("allow.look", "dirname", leading: [.text], rest: .text, match: ["dirname a/b"], not: ["dirname"]),
        condition("test", match: ["test -f a", "test a = b"]),
        condition("[", match: ["[ -d src ]"]),
    ]

    private static func condition(_ program: String, match: [String]) -> CommandRule {
        CommandRule(
            "allow.look", program,
            switches: "-f -d -e -s -r -w -x -L -h -z -n -eq -ne -lt -gt -le -ge -nt -ot -a -o", rest: .path,
            clusters: false, match: match, not: ["\(program) -f /etc/passwd"])
    }
}
