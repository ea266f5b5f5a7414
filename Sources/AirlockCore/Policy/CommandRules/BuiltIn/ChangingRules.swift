extension CommandRule {
    /// Making, moving and deleting files, inside the workspace.
    static let changing: [CommandRule] = making + moving

    private static let making: [CommandRule] = [
        CommandRule(
            "allow.change", "mkdir", switches: "-p -v --parents", options: ["-m": .text], leading: [.path], rest: .path,
            match: ["mkdir -p a/b"], not: ["mkdir /x", "mkdir"]),
        CommandRule(
            "allow.change", "touch", switches: "-a -c -m", options: ["-d": .text, "-t": .text, "-r": .path],
            leading: [.path], rest: .path, match: ["touch a 'b c'"], not: ["touch", "touch /x"]),
        CommandRule(
            "allow.change", "tee", switches: "-a --append", leading: [.path], rest: .path,
            match: ["tee build.log", "tee -a a"],
            not: ["tee", "tee /etc/x"]),
        CommandRule(
            "allow.change", "tar",
            switches: "-c -x -t -z -j -J -v -f -cf -cvf -czf -cvzf -czvf -xf -xvf -xzf -xvzf -xzvf -tf -tvf -tzf -tzvf",
            options: ["-C": .path, "--exclude": .attachedText], leading: [.file], rest: .file, clusters: false,
            match: ["tar -czf out.tgz src", "tar -xzf a.tgz -C out"],
            not: [
                "tar --to-command=sh -xf a", "tar -cf /x a", "tar -I sh -xf a", "tar -xf host:a",
                "tar -cf a --checkpoint-action=exec=x",
            ]),
        CommandRule(
            "allow.change", "zip", switches: "-r -q -j -9", leading: [.pathBelow, .path], rest: .path,
            match: ["zip -r a.zip src"], not: ["zip -T -TT sh a b", "zip a /x"]),
        CommandRule(
            "allow.change", "unzip", switches: "-l -q -o -n -t", options: ["-d": .path], leading: [.path], rest: .name,
            match: ["unzip -q a.zip -d out"], not: ["unzip a -d /x"]),
        CommandRule(
            "allow.change", "gzip", switches: "-d -k -f -9 -c -t -l", rest: .path, match: ["gzip -k a"],
            not: ["gzip /x"]),
        CommandRule(
            "allow.change", "gunzip", switches: "-k -f -c -t -l", rest: .path, match: ["gunzip -k a.gz"],
            not: ["gunzip /x"]),
    ]

    private static let moving: [CommandRule] = [
        CommandRule(
            "allow.change", "cp", switches: "-r -R -a -f -n -p -v -u -T --recursive --archive", options: ["-t": .path],
            leading: [.path], rest: .path, match: ["cp -r a b"], not: ["cp a /tmp", "cp -s a b", "cp ../a b"]),
        CommandRule(
            "allow.change", "mv", switches: "-f -n -v -u -T", options: ["-t": .path], leading: [.path], rest: .path,
            match: ["mv a b"], not: ["mv ../a b", "mv a /x"]),
        CommandRule(
            "allow.change", "ln", switches: "-f -v -n", options: ["-s": .path], leading: [.path], rest: .path,
            match: ["ln -s a b"], not: ["ln -s / x", "ln -s ../../etc x"]),
        CommandRule(
            "allow.change", "rm", switches: "-r -R -f -v -d --recursive --force --dir", leading: [.pathBelow],
            rest: .pathBelow, match: ["rm a.txt", "rm -rf build"],
            not: ["rm -rf .", "rm -rf ..", "rm -rf ''", "rm -rf *", "rm /etc/passwd"]),
        CommandRule(
            "allow.change", "rmdir", switches: "-p -v", leading: [.pathBelow], rest: .pathBelow, match: ["rmdir a"],
            not: ["rmdir ."]),
        CommandRule(
            "allow.change", "chmod", switches: "-R -v", leading: [.name], rest: .pathBelow,
            match: ["chmod 755 run.sh", "chmod u+x run.sh"], not: ["chmod 755 /x", "chmod -R 777 ."]),
        CommandRule(
            "allow.change", "chmod +x", leading: [.pathBelow], rest: .pathBelow, match: ["chmod +x run.sh"],
            not: ["chmod +x /x"]),
    ]
}
