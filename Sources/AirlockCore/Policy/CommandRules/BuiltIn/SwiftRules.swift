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
}
