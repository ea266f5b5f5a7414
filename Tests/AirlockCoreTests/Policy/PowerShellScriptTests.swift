import AirlockCore
import Testing

@Suite struct PowerShellScriptTests {
    @Test func `statements and pipelines are read into commands in the rules' spelling`() {
        let script =
            "get-childitem -RECURSE -Filter *.py src | Measure-Object -line; Get-Date\r\n\tGET-CONTENT notes/a.md\n\n"
        #expect(
            PowerShellScript(script)?.commands == [
                ["Get-ChildItem", "-Recurse", "-Filter", "*.py", "src"], ["Measure-Object", "-Line"], ["Get-Date"],
                ["Get-Content", "notes/a.md"],
            ])
    }

    @Test func `quotes hold what is no quote and no expansion`() {
        #expect(
            PowerShellScript("Select-String -Pattern 'a: [b]* $x' 'my file'")?.commands
                == [["Select-String", "-Pattern", "a: [b]* $x", "my file"]])
        #expect(
            PowerShellScript("Set-Content -Path a -Value \"привет мир\"")?.commands
                == [["Set-Content", "-Path", "a", "-Value", "привет мир"]])
    }

    @Test(arguments: [
        // expansion and sub-expressions
        "Get-Content $home", "Get-Content $(Get-Date)", "Get-Content (Get-Date)", "Get-Content \"$x\"",
        "Get-Content \"a`b\"", "Get-Content a`b", "Get-Content @x", "Get-Content @('a')", "Get-ChildItem {a}",
        // operators and redirections
        "Get-Date > x", "Get-Date 2>&1", "Get-Date && Get-Date", "Get-Date || Get-Date", "Get-Date &", "& Get-Date",
        ". Get-Date", "Get-Date # x", "Get-Date --% x", "Get-Date -- x",
        // words of other kinds
        "Get-Content a,b", "Get-Content -Path:/etc/x", "Get-Content 'a'b", "Get-Content a'b'", "Get-Content '-Force'",
        "Get-Content -1", "Get-Content -Path.x", "Get-Content \u{2013}Path x", "Get-Content \u{2018}x\u{2019}",
        "Get-Content 'a\u{2019} b'", "Get-Content \"a\u{201D} b\"", "Get-Content 'a", "Get-Content é",
        // drives and wildcards
        "Get-Content Env:PATH", "Get-Content 'Env:PATH'", "Remove-Item *", "Remove-Item 'a?'", "Remove-Item '[a]'",
        "Get-Content -Path *.md",
        // other programs, aliases, commandlets that aren't known, and links
        "ls", "rm -rf a", "iex x", "Invoke-Expression x", "Start-Process x", "Get-Process", "if", "a=5",
        "Microsoft.PowerShell.Management\\Get-Content a", "./Get-Content a", "New-Item -ItemType SymbolicLink -Path a",
        "New-Item -ItemType 'Junction' -Path a -Value b",
        // paths that come through a pipe, and pipes without ends
        "Get-ChildItem | Remove-Item", "Write-Output x | Get-Content", "Get-Date |", "| Get-Date",
        "Get-Date\n| Out-String",
        "Get-Date | | Out-String", "", " ;\n", "Get-Date \u{0B}x",
    ])
    func `what isn't known to the last word isn't read`(script: String) {
        #expect(PowerShellScript(script) == nil, "\(script)")
    }
}
