extension CommandRule {
    /// Builders, test runners and the workspace's own programs. They run the workspace's code, which is what the sandbox is
    /// for; what is judged here is that nothing else is named.
    static let building: [CommandRule] = ["python3", "python"].flatMap(python) + javaScript + native + dotnet + swift

    private static func python(_ program: String) -> [CommandRule] {
        [
            CommandRule(
                "allow.python", "\(program) -m pytest",
                switches: "-q -v -vv -x -s -l --lf --ff --quiet --verbose --exitfirst --collect-only --no-header",
                options: [
                    "-k": .text, "-m": .text, "--tb": .text, "--maxfail": .text, "-r": .text, "--durations": .text,
                    "--junitxml": .path, "--junit-xml": .path,
                ], rest: .path),
            CommandRule(
                "allow.python", "\(program) -m unittest",
                switches: "-q -v -f -b -c --quiet --verbose --failfast --buffer",
                options: [
                    "-s": .path, "-t": .path, "-p": .text, "-k": .text, "--start-directory": .path, "--pattern": .text,
                    "--top-level-directory": .path,
                ], rest: .path),
            CommandRule("allow.python", "\(program) -m py_compile", leading: [.pythonFile], rest: .pythonFile),
            CommandRule("allow.python", program, leading: [.pythonFile], rest: .path, passesFlags: true),
            CommandRule("allow.python", "\(program) --version"),
        ]
    }

    private static let javaScript: [CommandRule] = [
        CommandRule(
            "allow.node", "node --test", options: ["--test-reporter": .name, "--test-name-pattern": .text], rest: .path),
        CommandRule("allow.node", "node", leading: [.javaScriptFile], rest: .path, passesFlags: true),
        CommandRule("allow.node", "node --version"),
        CommandRule("allow.npm", "npm test", switches: "-s --silent", options: ["--prefix": .path]),
        CommandRule(
            "allow.npm", "npm run", switches: "-s --silent --if-present", options: ["--prefix": .path], leading: [.name]
        ),
        CommandRule("allow.npm", "npm ci", switches: npm, options: ["--prefix": .path]),
        CommandRule("allow.npm", "npm install", switches: npm, options: ["--prefix": .path]),
    ]

    private static let npm = "-s --silent --offline --no-audit --no-fund --ignore-scripts"

    private static let native: [CommandRule] = [
        CommandRule(
            "allow.cmake", "cmake --build", switches: "-v --verbose --clean-first",
            options: [
                "--target": .name, "-t": .name, "--config": .name, "-j": .count, "--parallel": .count,
                "--preset": .name,
            ], leading: [.path], instead: ["--preset"]),
        CommandRule(
            "allow.cmake", "cmake", switches: "--fresh --version",
            options: ["-S": .path, "-B": .path, "-G": .text, "-D": .definition, "--preset": .name], rest: .path,
            clusters: false),
        CommandRule(
            "allow.cmake", "ctest", switches: "-V -VV -N --verbose --output-on-failure --no-tests=error",
            options: [
                "--test-dir": .path, "-R": .text, "-E": .text, "-L": .text, "-j": .count, "--parallel": .count,
                "-C": .name,
                "--build-config": .name, "--preset": .name, "--output-junit": .path, "--timeout": .text,
            ], clusters: false),
        CommandRule(
            "allow.make", "make", switches: "-k -s -B -n --silent --keep-going --always-make --dry-run",
            options: ["-C": .path, "-f": .path, "-j": .count], rest: .name),
    ]

    private static let dotnet: [CommandRule] =
        ["build", "test", "restore", "run"].map { command in
            CommandRule(
                "allow.dotnet", "dotnet \(command)", switches: "--no-restore --no-build --nologo --no-incremental",
                options: [
                    "-c": .name, "--configuration": .name, "-v": .name, "--verbosity": .name, "-f": .name,
                    "--framework": .name,
                    "-o": .path, "--output": .path, "--project": .path, "--logger": .name, "--filter": .text,
                ], rest: .path, clusters: false)
        } + [
            CommandRule(
                "allow.dotnet", "dotnet new", switches: "--force --no-restore",
                options: [
                    "-n": .name, "--name": .name, "-o": .path, "--output": .path, "-f": .name, "--framework": .name,
                    "-lang": .name, "--language": .name,
                ], leading: [.name], rest: .name, clusters: false)
        ]

    private static let swift: [CommandRule] = ["build", "test"].map { command in
        CommandRule(
            "allow.swift", "swift \(command)",
            switches: "-v --verbose -q --quiet --build-tests --parallel --skip-build",
            options: [
                "-c": .name, "--configuration": .name, "--filter": .text, "--product": .name, "--target": .name,
                "--package-path": .path, "-j": .count,
            ], clusters: false)
    }
}
