extension CommandRule {
    /// The same as looking and changing files, in PowerShell's words. Such a line names a program only where PowerShell's
    /// commands are installed as programs; elsewhere it ends with 127, as anywhere without a shell.
    static let powerShell: [CommandRule] = powerShellFiles + powerShellFilters

    private static let powerShellFiles: [CommandRule] = [
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
        commandlet("Write-Output", texts: "-InputObject", rest: true),
        CommandRule(
            "allow.powershell", "New-Item", switches: "-Force",
            options: ["-ItemType": .name, "-Path": .path, "-Name": .name, "-Value": .text],
            rest: .path, clusters: false, match: ["New-Item -ItemType Directory -Path build"],
            not: ["New-Item /x", "New-Item a -Target /x"]),
        changing("Copy-Item", switches: "-Recurse -Force", options: ["-Destination": .path], kind: .path),
        changing("Move-Item", switches: "-Force", options: ["-Destination": .path], kind: .path),
        changing("Remove-Item", switches: "-Recurse -Force", options: [:], kind: .pathBelow),
        changing(
            "Set-Content", switches: "-NoNewline -Force", options: ["-Value": .text, "-Encoding": .name], kind: .path),
        changing(
            "Add-Content", switches: "-NoNewline -Force", options: ["-Value": .text, "-Encoding": .name], kind: .path),
    ]

    /// What reads objects or text of another commandlet and gives others, and touches nothing else.
    static let powerShellFilters: [CommandRule] = [
        CommandRule(
            "allow.powershell", "Select-String", switches: "-CaseSensitive -SimpleMatch -List -Quiet",
            options: ["-Pattern": .text, "-Path": .path, "-Context": .text], leading: [.text], rest: .path,
            clusters: false,
            instead: ["-Pattern"], match: ["Select-String -Pattern TODO -Path src/a.py"],
            not: ["Select-String x /etc/passwd"]),
        filter(
            "Select-Object", switches: "-Unique",
            options: [
                "-First": .count, "-Last": .count, "-Skip": .count, "-Property": .name, "-ExpandProperty": .name,
            ]),
        filter("Sort-Object", switches: "-Descending -Unique -CaseSensitive", options: ["-Property": .name]),
        filter("Group-Object", switches: "-NoElement", options: ["-Property": .name]),
        filter(
            "Measure-Object", switches: "-Line -Word -Character -Sum -Average -Maximum -Minimum",
            options: ["-Property": .name]),
        filter(
            "Where-Object", switches: "-Not",
            options: [
                "-Property": .name, "-Value": .text, "-EQ": .text, "-NE": .text, "-GT": .text, "-GE": .text,
                "-LT": .text, "-LE": .text, "-Like": .text, "-NotLike": .text, "-Match": .text, "-NotMatch": .text,
                "-Contains": .text, "-In": .text,
            ]),
        filter("ConvertFrom-Json", switches: "-AsHashtable", options: ["-Depth": .count]),
        filter("ConvertTo-Json", switches: "-Compress", options: ["-Depth": .count]),
        filter("ConvertFrom-Csv", options: ["-Delimiter": .text]),
        filter("ConvertTo-Csv", switches: "-NoTypeInformation", options: ["-Delimiter": .text]),
        filter("Format-Table", switches: "-AutoSize -HideTableHeaders -Wrap", options: ["-Property": .name]),
        filter("Format-List", options: ["-Property": .name]),
        filter("Out-String", switches: "-Stream", options: ["-Width": .count]),
    ]

    /// One that takes the name of a property.
    private static func filter(_ program: String, switches: String = "", options: [String: CommandWord])
        -> CommandRule
    {
        CommandRule(
            "allow.powershell", program, switches: switches, options: options,
            rest: options["-Property"] == nil ? nil : .name, clusters: false, match: [program],
            not: ["\(program) -FilePath /x", "\(program) /etc"])
    }

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
