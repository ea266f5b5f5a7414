extension CommandRule {
    /// .NET. Project and MSBuild files are the project's own code; a restore fetches packages.
    static let dotnet: [CommandRule] =
        ["build", "test", "restore", "run", "publish", "pack"].map(building) + asking + [
            CommandRule(
                "allow.dotnet", "dotnet new", switches: "--force --no-restore",
                options: [
                    "-n": .name, "--name": .name, "-o": .path, "--output": .path, "-f": .name, "--framework": .name,
                    "-lang": .name, "--language": .name,
                ], leading: [.name], rest: .name, clusters: false, runsProjectCode: true,
                match: ["dotnet new console -o app"], not: ["dotnet new install x -o /x", "dotnet new console -o /x"]),
            CommandRule(
                "allow.dotnet", "dotnet clean", options: ["-c": .name, "--configuration": .name, "-v": .name],
                rest: .path, clusters: false, runsProjectCode: true, match: ["dotnet clean"],
                not: ["dotnet clean /p:A=b"]),
            CommandRule(
                "allow.dotnet", "dotnet format", switches: "--verify-no-changes --no-restore", rest: .path,
                runsProjectCode: true, match: ["dotnet format --verify-no-changes"], not: ["dotnet format /x"]),
            CommandRule(
                "allow.dotnet", "dotnet sln", leading: [.path, .name], rest: .path, runsProjectCode: true,
                match: ["dotnet sln a.sln add b"], not: ["dotnet sln /x add b"]),
            CommandRule(
                "allow.dotnet", "dotnet add", leading: [.path, .name], rest: .path, runsProjectCode: true,
                match: ["dotnet add app reference lib"],
                not: ["dotnet add /x reference b", "dotnet add app package x -s y"]),
        ]

    private static let nuget = Registry(host: "api.nuget.org:443", unless: ["--no-restore", "--no-build"])

    private static func building(_ command: String) -> CommandRule {
        CommandRule(
            "allow.dotnet", "dotnet \(command)",
            switches: "--no-restore --no-build --nologo --no-incremental --self-contained",
            options: [
                "-c": .name, "--configuration": .name, "-v": .name, "--verbosity": .name, "-f": .name,
                "--framework": .name, "-o": .path, "--output": .path, "--project": .path, "--logger": .name,
                "--filter": .text, "-r": .name, "--runtime": .name,
            ], rest: .path, clusters: false, runsProjectCode: true, registry: command == "restore" ? nuget : nil,
            match: ["dotnet \(command)", "dotnet \(command) -c Release"],
            not: [
                "dotnet \(command) -o /x", "dotnet \(command) -p:A=/x", "dotnet \(command) /x", "dotnet tool install x",
            ])
    }

    private static let asking: [CommandRule] =
        ["--version", "--info", "--list-sdks", "--list-runtimes"].map {
            CommandRule("allow.dotnet", "dotnet \($0)", match: ["dotnet \($0)"], not: ["dotnet \($0) x"])
        }
}
