extension DenyRule {
    /// Tried in this order on every command that a line may contain; the first that matches names the refusal.
    static let all: [DenyRule] = destruction + machine + leaks + [forkBomb]

    private static let deleters: Set<String> = ["rm", "rmdir", "rd", "del", "erase", "remove-item", "ri"]

    private static let destruction: [DenyRule] = [
        DenyRule(
            "deny.rm-root", "deletes a whole drive, home or system folder", programs: deleters,
            match: [
                "rm -rf /", "sudo rm -r -f ~", "Remove-Item -Recurse -Force C:\\\\", "rd /s /q D:", "rm -rf /mnt/c",
            ],
            not: ["rm -rf build", "rm /", "Remove-Item -Recurse build", "echo rm -rf /"]
        ) { command in
            let isDeep =
                command.has(letter: "r", long: "recursive") || command.has(letter: "r", long: "recurse", windows: "s")
            return isDeep && command.targets.contains(where: DenyTarget.isRoot)
        },
        DenyRule(
            "deny.rm-root", "deletes with the guard of the root folder switched off", programs: ["rm"],
            match: ["rm --no-preserve-root x"], not: ["rm --preserve-root x"]
        ) { $0.arguments.contains("--no-preserve-root") },
        DenyRule(
            "deny.find-root", "deletes what it finds on a whole drive, home or system folder", programs: ["find"],
            match: ["find / -delete", "find / -name x -exec rm {} +"], not: ["find . -delete", "find / -name x"]
        ) { command in
            let start = command.arguments.prefix { !$0.hasPrefix("-") }
            let runs = zip(command.arguments, command.arguments.dropFirst())
                .filter { ["-exec", "-execdir", "-ok", "-okdir"].contains($0.0) }.map(\.1)
            let deletes = command.arguments.contains("-delete") || runs.contains { $0.hasSuffix("rm") || $0 == "shred" }
            return deletes && start.contains(where: DenyTarget.isRoot)
        },
        DenyRule(
            "deny.format", "formats or repartitions a disk", programs: disks,
            match: ["diskpart /s x", "sudo wipefs -a /dev/sda", "Format-Volume -DriveLetter C"], not: ["lsblk"]),
        DenyRule(
            "deny.format", "formats a disk", programs: nil, match: ["mkfs.ext4 /dev/sda1"], not: ["mkdir fs"]
        ) { $0.program.hasPrefix("mkfs") },
        DenyRule("deny.format", "formats a disk", programs: ["format"], match: ["format C:"], not: ["format src"]) {
            $0.arguments.contains { $0.utf8.count <= 3 && $0.dropFirst().hasPrefix(":") }
        },
        DenyRule(
            "deny.device", "writes to a disk or to memory directly", programs: nil,
            match: ["dd if=x of=/dev/sda", "echo x > /dev/nvme0n1"], not: ["dd if=a of=b", "echo x > /dev/null"]
        ) { command in
            let writes = ["dd", "tee", "cp", "mv", "shred", "truncate"].contains(command.program)
            guard writes || command.arguments.contains(">") else { return false }
            let redirected = zip(command.arguments, command.arguments.dropFirst()).filter { $0.0 == ">" }.map(\.1)
            let written = writes ? command.arguments.filter { !$0.hasPrefix("if=") } : redirected
            return written.contains { DenyTarget.isDevice($0.hasPrefix("of=") ? String($0.dropFirst(3)) : $0) }
        },
        DenyRule(
            "deny.chmod-root", "changes the rights of a whole drive, home or system folder",
            programs: ["chmod", "chown", "chgrp", "chattr", "setfacl", "icacls", "takeown"],
            match: ["chmod -R 777 /", "chown -R me /usr", "icacls C:\\\\ /grant x /t"],
            not: ["chmod -R 755 src", "chmod 755 /"]
        ) { command in
            command.has(letter: "r", long: "recursive", windows: command.program == "takeown" ? "r" : "t")
                && command.targets.contains(where: DenyTarget.isRoot)
        },
    ]

    private static let disks: Set<String> = [
        "diskpart", "mke2fs", "wipefs", "fdisk", "sfdisk", "cfdisk", "gdisk", "sgdisk", "parted", "blkdiscard",
        "format-volume", "clear-disk", "initialize-disk", "remove-partition",
    ]

    private static let machine: [DenyRule] = [
        DenyRule(
            "deny.shutdown", "stops or restarts the machine",
            programs: ["shutdown", "reboot", "halt", "poweroff", "stop-computer", "restart-computer"],
            match: ["shutdown -h now", "sudo reboot", "Restart-Computer -Force"], not: ["echo reboot"]),
        DenyRule(
            "deny.shutdown", "stops or restarts the machine", programs: ["systemctl", "loginctl"],
            match: ["systemctl poweroff"], not: ["systemctl status x"]
        ) {
            !Set($0.arguments).isDisjoint(with: [
                "poweroff", "reboot", "halt", "kexec", "suspend", "hibernate", "rescue",
            ])
        },
        DenyRule(
            "deny.shutdown", "stops or restarts the machine", programs: ["init", "telinit"], match: ["init 0"],
            not: ["init x"]
        ) { !Set($0.arguments).isDisjoint(with: ["0", "1", "6"]) },
        DenyRule(
            "deny.boot", "destroys backups or the boot record",
            programs: ["vssadmin", "wbadmin", "bcdedit", "cipher", "reg"],
            match: ["vssadmin delete shadows /all", "bcdedit /set x"], not: ["vssadmin list shadows", "reg query HKLM"]
        ) { command in
            let words = Set(command.arguments.map { $0.lowercased() })
            return switch command.program {
            case "vssadmin", "wbadmin": words.contains("delete")
            case "bcdedit": !words.isDisjoint(with: ["/set", "/delete"])
            case "cipher": words.contains { $0.hasPrefix("/w") }
            default: words.contains("delete") && words.contains { $0.hasPrefix("hklm") || $0.hasPrefix("hkcu") }
            }
        },
    ]

    private static let leaks: [DenyRule] = [
        DenyRule(
            "deny.git-force-push", "overwrites what others have pushed", programs: ["git"],
            match: ["git push --force", "git -C x push -f origin main", "git push origin +main"],
            not: ["git push origin main", "git stash push -f", "git commit -m 'push -f'"]
        ) { command in
            let options = command.arguments.indices.prefix { index in
                command.arguments[index].hasPrefix("-")
                    || index > 0 && ["-c", "-C", "--git-dir", "--work-tree"].contains(command.arguments[index - 1])
            }
            let subcommand = command.arguments.dropFirst(options.count)
            return subcommand.first == "push"
                && subcommand.contains { word in
                    word.hasPrefix("--force") || word == "--mirror" || word.hasPrefix("+")
                        || word.hasPrefix("-") && !word.hasPrefix("--") && word.contains("f")
                }
        },
        DenyRule(
            "deny.credentials", "touches a place where passwords and keys are kept", programs: nil,
            match: ["cat /etc/shadow", "cp ~/.ssh/id_rsa x", "type C:\\\\Users\\\\me\\\\.ssh\\\\id_rsa"],
            not: ["cat src/shadow.c", "echo /etc/shadow"]
        ) { command in
            !["echo", "printf", "write-output", "write-host"].contains(command.program)
                && command.arguments.contains(where: DenyTarget.isCredential)
        },
        DenyRule(
            "deny.credentials", "reads passwords and keys out of their store",
            programs: ["cmdkey", "vaultcmd", "secret-tool", "mimikatz", "gnome-keyring", "kwallet-query"],
            match: ["cmdkey /list", "secret-tool lookup a b"], not: ["echo cmdkey"]),
    ]

    /// Found in the whole line by ``DenialSearch``, never in one command.
    static let forkBomb = DenyRule(
        "deny.fork-bomb", "starts itself without end", programs: [], match: [":(){ :|:& };:", "%0|%0"],
        not: ["f() { ls | cat; }; f"])
}
