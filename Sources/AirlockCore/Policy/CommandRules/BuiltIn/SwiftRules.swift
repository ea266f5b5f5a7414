extension CommandRule {
    static let swift: [CommandRule] =
        ["build", "test"].map { command in
            CommandRule(
                "allow.swift", "swift \(command)",
                switches: "-v --verbose -q --quiet --build-tests --parallel --skip-build",
                options: [
                    "-c": .name, "--configuration": .name, "--filter": .text, "--product": .name, "--target": .name,
                    "--package-path": .folder, "-j": .count,
                ], clusters: false, runsProjectCode: true, match: ["swift \(command) -c release"],
                not: ["swift \(command) --package-path /x", "swift \(command) --disable-sandbox", "swift run"])
        } + [
            CommandRule("allow.swift", "swift --version", match: ["swift --version"], not: ["swift --version x"])
        ]

    /// Programs and scripts of the workspace, which run what anybody wrote there, as `make` and `python3 a.py` do.
    static let own: [CommandRule] = [
        CommandRule(
            "allow.own-program", ownProgram, reason: "a program of the workspace itself", rest: .path,
            passesFlags: true,
            runsProjectCode: true, match: ["./run.sh", "./build/app --help -v data"],
            not: ["./../x", "/bin/ls", "bin/ls", "./run.sh /etc/passwd", "./*"])
    ]
}
