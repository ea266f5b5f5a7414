extension CommandRule {
    /// Python's test runners, tools and the workspace's own programs.
    static let python: [CommandRule] = ["python3", "python"].flatMap(interpreter) + testing("pytest") + tools + pip

    private static func interpreter(_ program: String) -> [CommandRule] {
        testing("\(program) -m pytest") + [
            CommandRule(
                "allow.python", "\(program) -m unittest",
                switches: "-q -v -f -b -c --quiet --verbose --failfast --buffer",
                options: [
                    "-s": .path, "-t": .path, "-p": .text, "-k": .text, "--start-directory": .path, "--pattern": .text,
                    "--top-level-directory": .path,
                ], rest: .path, runsProjectCode: true, match: ["\(program) -m unittest discover -s tests -v"],
                not: ["\(program) -m unittest -s /x"]),
            CommandRule(
                "allow.python", "\(program) -m py_compile", leading: [.pythonFile], rest: .pythonFile,
                match: ["\(program) -m py_compile a.py"], not: ["\(program) -m py_compile /a.py"]),
            CommandRule(
                "allow.python", "\(program) -m json.tool", switches: "--sort-keys --compact --json-lines", rest: .path,
                match: ["\(program) -m json.tool a.json"], not: ["\(program) -m json.tool /x"]),
            CommandRule(
                "allow.python", "\(program) -m venv", switches: "--clear --system-site-packages --without-pip",
                leading: [.path], match: ["\(program) -m venv .venv"], not: ["\(program) -m venv /x"]),
            CommandRule(
                "allow.python", program, leading: [.pythonFile], rest: .path, passesFlags: true, runsProjectCode: true,
                match: ["\(program) main.py --out=result.txt -v data"],
                not: ["\(program) -c 'print(1)'", program, "\(program) /x.py", "\(program) a.py --out=/etc/x"]),
            CommandRule(
                "allow.python", "\(program) --version", match: ["\(program) --version"],
                not: ["\(program) --version -c x"]),
            CommandRule(
                "allow.pip", "\(program) -m pip install", switches: pipSwitches,
                options: ["-r": .file, "-c": .file, "-e": .file],
                runsProjectCode: true, registry: pypi, match: ["\(program) -m pip install -r requirements.txt"],
                not: ["\(program) -m pip install x", "\(program) -m pip install -r /x"]),
            CommandRule(
                "allow.pip", "\(program) -m pip list", switches: "--outdated", options: ["--format": .name],
                match: ["\(program) -m pip list"], not: ["\(program) -m pip list --index-url x"]),
        ]
    }

    private static func testing(_ command: String) -> [CommandRule] {
        [
            CommandRule(
                "allow.python", command,
                switches: """
                    -q -v -vv -x -s -l --lf --ff --sw --quiet --verbose --exitfirst --collect-only --no-header --last-failed \
                    --failed-first -rA -ra --co --showlocals
                    """,
                options: [
                    "-k": .text, "-m": .text, "--tb": .text, "--maxfail": .text, "-r": .text, "--durations": .text,
                    "--junitxml": .path, "--junit-xml": .path, "--cov": .path, "--cov-report": .text, "-n": .name,
                    "--deselect": .path, "--ignore": .path,
                ], rest: .path, runsProjectCode: true, match: ["\(command) -q tests"],
                not: ["\(command) -p x", "\(command) -c /x", "\(command) --rootdir=/x", "\(command) /x"])
        ]
    }

    private static let tools: [CommandRule] = [
        CommandRule(
            "allow.python", "ruff check", switches: "--fix --diff --quiet --statistics",
            options: ["--select": .text, "--ignore": .text],
            rest: .path, match: ["ruff check ."], not: ["ruff check /x", "ruff server"]),
        CommandRule(
            "allow.python", "ruff format", switches: "--check --diff", rest: .path, match: ["ruff format ."],
            not: ["ruff format /x"]),
        CommandRule(
            "allow.python", "black", switches: "--check --diff -q --quiet",
            options: ["-l": .count, "--line-length": .count],
            leading: [.path], rest: .path, match: ["black --check ."], not: ["black /x", "black -c x"]),
        CommandRule(
            "allow.python", "mypy", switches: "--strict --pretty --no-error-summary --ignore-missing-imports",
            leading: [.path],
            rest: .path, runsProjectCode: true, match: ["mypy src"],
            not: ["mypy --python-executable=/x a", "mypy --config-file /x a"]),
        CommandRule(
            "allow.python", "flake8", options: ["--max-line-length": .count], rest: .path, runsProjectCode: true,
            match: ["flake8 src"], not: ["flake8 --config /x"]),
    ]

    private static let pipSwitches = "-q --quiet -v --upgrade -U --user --no-deps --no-index --no-input --dry-run"
    private static let pypi = Registry(host: "pypi.org:443", unless: ["--no-index"])
    private static let pip: [CommandRule] = ["pip", "pip3"].flatMap { program in
        [
            CommandRule(
                "allow.pip", "\(program) install", switches: pipSwitches,
                options: ["-r": .file, "-c": .file, "-e": .file],
                runsProjectCode: true, registry: pypi, match: ["\(program) install -r requirements.txt"],
                not: [
                    "\(program) install requests", "\(program) install -r /x",
                    "\(program) install -e git+https://example.org/x",
                    "\(program) install --index-url x -r a", "\(program) install -r https://example.org/r.txt",
                ]),
            CommandRule(
                "allow.pip", "\(program) list", switches: "--outdated", options: ["--format": .name],
                match: ["\(program) list"],
                not: ["\(program) list --index-url x"]),
            CommandRule(
                "allow.pip", "\(program) freeze", match: ["\(program) freeze"], not: ["\(program) freeze --path /x"]),
            CommandRule(
                "allow.pip", "\(program) show", leading: [.name], rest: .name, match: ["\(program) show pytest"],
                not: ["\(program) show"]),
            CommandRule(
                "allow.pip", "\(program) --version", match: ["\(program) --version"], not: ["\(program) download x"]),
        ]
    }
}
