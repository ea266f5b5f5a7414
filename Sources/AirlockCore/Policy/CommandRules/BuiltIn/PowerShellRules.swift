extension CommandRule {
    /// The same as looking and changing files, in PowerShell's words. Such a line names a program only where PowerShell's
    /// commands are installed as programs; elsewhere it ends with 127, as anywhere without a shell.
    static let powerShell: [CommandRule] = [
        commandlet(
            "Get-ChildItem", switches: "-Recurse -Force -File -Directory -Name",
            texts: "-Filter -Include -Exclude -Depth", rest: true),
        commandlet("Get-Content", texts: "-TotalCount -Tail -Encoding", rest: true),
        commandlet("Get-Item", switches: "-Force", rest: true),
        commandlet("Get-Location"),
        commandlet("Get-FileHash", texts: "-Algorithm", rest: true),
        commandlet("Get-Date", texts: "-Format"),
        commandlet("Test-Path", texts: "-PathType", rest: true),
        commandlet("Resolve-Path", rest: true),
        CommandRule(
            "allow.powershell", "Select-String", switches: "-CaseSensitive -SimpleMatch -List -Quiet",
            options: ["-Pattern": .text, "-Path": .path, "-Context": .text], leading: [.text], rest: .path,
            clusters: false,
            instead: ["-Pattern"], match: ["Select-String -Pattern TODO -Path src/a.py"],
            not: ["Select-String x /etc/passwd"]),
        commandlet("Write-Output", texts: "-InputObject", rest: true),
        CommandRule(
            "allow.powershell", "New-Item", switches: "-Force",
            options: ["-ItemType": .name, "-Path": .path, "-Name": .name, "-Value": .text],
            rest: .path, clusters: false, match: ["New-Item -ItemType Directory -Path build"],
            not: ["New-Item /x", "New-Item a -Target /x"]),
        changing("Copy-Item", switches: "-Recurse -Force", options: ["-Destination": .path], kind: .path),
        changing("Move-Item", switches: "-Force", options: ["-Destination": .path], kind: .path),
        changing("Remove-Item", switches: "-Recurse -Force", options: [:], kind: .pathBelow),
    ]

    private static func commandlet(_ program: String, switches: String = "", texts: String = "", rest: Bool = false)
        -> CommandRule
    {
        var options = Dictionary(
            uniqueKeysWithValues: texts.split(separator: " ").map { (String($0), CommandWord.text) })
        if rest { options["-Path"] = .path }
        return CommandRule(
            "allow.powershell", program, switches: switches, options: options, rest: rest ? .path : nil,
            clusters: false,
            match: [program, rest ? "\(program) src" : program], not: ["\(program) /etc", "\(program) -LiteralPath x"])
    }

    private static func changing(
        _ program: String, switches: String, options: [String: CommandWord], kind: CommandWord
    ) -> CommandRule {
        CommandRule(
            "allow.powershell", program, switches: switches, options: options.merging(["-Path": kind]) { $1 },
            rest: kind, clusters: false, match: ["\(program) \(switches) a"],
            not: ["\(program) /etc", "\(program) -Confirm:x a"])
    }
}
