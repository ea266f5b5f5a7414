extension CommandRule {
    /// Node, npm and the scripts of `package.json`, which are the project's own.
    static let javaScript: [CommandRule] = node + npm

    private static let node: [CommandRule] = [
        CommandRule(
            "allow.node", "node --test", switches: "--test-only --experimental-test-coverage",
            options: ["--test-reporter": .name, "--test-name-pattern": .text], rest: .path, runsProjectCode: true,
            match: ["node --test"], not: ["node --test --require /x", "node --test /x"]),
        CommandRule(
            "allow.node", "node --check", leading: [.javaScriptFile], match: ["node --check a.js"],
            not: ["node --check /a.js"]),
        CommandRule(
            "allow.node", "node", leading: [.javaScriptFile], rest: .path, passesFlags: true, runsProjectCode: true,
            match: ["node src/index.mjs"], not: ["node -e 1", "node /a.js", "node -r x a.js", "node"]),
        CommandRule("allow.node", "node --version", match: ["node --version"], not: ["node --version x"]),
        CommandRule("allow.node", "node -v", match: ["node -v"], not: ["node -v x"]),
    ]

    private static let npmFetch =
        "-s --silent --offline --no-audit --no-fund --ignore-scripts --prefer-offline --omit=dev"
    private static let npmjs = Registry(host: "registry.npmjs.org:443", unless: ["--offline"])
    private static let npm: [CommandRule] =
        ["ci", "install"].map { command in
            CommandRule(
                "allow.npm", "npm \(command)", switches: npmFetch, options: ["--prefix": .folder],
                runsProjectCode: true, registry: npmjs, match: ["npm \(command)", "npm \(command) --no-audit"],
                not: [
                    "npm \(command) left-pad", "npm \(command) -g", "npm \(command) --registry=x",
                    "npm \(command) --prefix /x", "npm \(command) --script-shell=x",
                ])
        }
        + ["test", "t", "start"].map { command in
            CommandRule(
                "allow.npm", "npm \(command)", switches: "-s --silent --if-present", options: ["--prefix": .folder],
                rest: .path,
                runsProjectCode: true, match: ["npm \(command)", "npm \(command) -- --watch=false a"],
                not: ["npm \(command) --prefix ..", "npm \(command) --node-options=x", "npm \(command) -- /x"])
        }
        + ["run", "run-script"].map { command in
            CommandRule(
                "allow.npm", "npm \(command)", switches: "-s --silent --if-present", options: ["--prefix": .folder],
                leading: [.name], rest: .path, runsProjectCode: true,
                match: ["npm \(command) build:all", "npm \(command) lint -- --fix"],
                not: ["npm \(command)", "npm \(command) x --script-shell=y"])
        } + [
            CommandRule(
                "allow.npm", "npm ls", switches: "--all --json", options: ["--depth": .count], rest: .name,
                match: ["npm ls --depth 0"], not: ["npm ls --prefix=/x"]),
            CommandRule("allow.npm", "npm --version", match: ["npm --version"], not: ["npm publish"]),
            CommandRule("allow.npm", "npm -v", match: ["npm -v"], not: ["npm -v x"]),
            CommandRule(
                "allow.npm", "npm init", switches: "-y --yes", match: ["npm init -y"], not: ["npm init vite"]),
            CommandRule(
                "allow.npm", "npm pkg get", rest: .name, match: ["npm pkg get version"], not: ["npm pkg set a=b"]),
            CommandRule(
                "allow.npm", "yarn install", switches: "--frozen-lockfile --immutable --offline --silent",
                runsProjectCode: true, registry: Registry(host: "registry.yarnpkg.com:443", unless: ["--offline"]),
                match: ["yarn install --frozen-lockfile"],
                not: ["yarn install --registry x", "yarn add x", "yarn dlx x"]),
            CommandRule(
                "allow.node", "npx --no-install", leading: [.name], rest: .path, passesFlags: true,
                runsProjectCode: true, match: ["npx --no-install tsc --noEmit"],
                not: ["npx tsc", "npx --no-install /x"]),
            CommandRule(
                "allow.node", "tsc", switches: "--noEmit --watch=false --strict --pretty --version",
                options: ["-p": .path, "--project": .path],
                rest: .path, match: ["tsc --noEmit"], not: ["tsc -p /x"]),
            CommandRule(
                "allow.node", "eslint", switches: "--fix --quiet", options: ["--ext": .text, "--format": .name],
                leading: [.path],
                rest: .path, runsProjectCode: true, match: ["eslint src"],
                not: ["eslint -c /x a", "eslint --rulesdir x a"]),
            CommandRule(
                "allow.node", "prettier", switches: "--check --write -c -w -l", leading: [.path], rest: .path,
                runsProjectCode: true, match: ["prettier --check src"],
                not: ["prettier --plugin=x a", "prettier --config /x a"]),
        ]
}
