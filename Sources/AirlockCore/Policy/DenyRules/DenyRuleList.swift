extension DenyRule {
    /// Tried in this order on every command that a line may contain; the first that matches names the refusal.
    static let all: [DenyRule] = destruction + machine + leaks

    private static let deleters: Set<String> = ["rm", "rmdir", "rd", "del", "erase", "remove-item", "ri"]

    private static let destruction: [DenyRule] = [
        DenyRule("deny.rm-root", "deletes a whole drive, home or system folder") { command in
            guard deleters.contains(command.program) else { return false }
            let isDeep =
                command.has(letter: "r", long: "recursive") || command.has(letter: "r", long: "recurse", windows: "s")
            return isDeep && command.targets.contains(where: DenyTarget.isRoot)
        },
        DenyRule("deny.rm-root", "deletes with the guard of the root folder switched off") { command in
            command.program == "rm" && command.arguments.contains("--no-preserve-root")
        },
        DenyRule("deny.find-root", "deletes what it finds on a whole drive, home or system folder") { command in
            guard command.program == "find" else { return false }
            let start = command.arguments.prefix { !$0.hasPrefix("-") }
            let runs = zip(command.arguments, command.arguments.dropFirst())
                .filter { ["-exec", "-execdir", "-ok", "-okdir"].contains($0.0) }.map(\.1)
            let deletes = command.arguments.contains("-delete") || runs.contains { $0.hasSuffix("rm") || $0 == "shred" }
            return deletes && start.contains(where: DenyTarget.isRoot)
        },
        DenyRule("deny.format", "formats or repartitions a disk") { command in
            command.program.hasPrefix("mkfs") || disks.contains(command.program)
        },
        DenyRule("deny.format", "formats a disk") { command in
            command.program == "format"
                && command.arguments.contains { $0.utf8.count <= 3 && $0.dropFirst().hasPrefix(":") }
        },
        DenyRule("deny.device", "writes to a disk or to memory directly") { command in
            let writes = ["dd", "tee", "cp", "mv", "shred", "truncate"].contains(command.program)
            let redirected = zip(command.arguments, command.arguments.dropFirst()).filter { $0.0 == ">" }.map(\.1)
            let written = writes ? command.arguments.filter { !$0.hasPrefix("if=") } : redirected
            return written.contains { DenyTarget.isDevice($0.hasPrefix("of=") ? String($0.dropFirst(3)) : $0) }
        },
        DenyRule("deny.chmod-root", "changes the rights of a whole drive, home or system folder") { command in
            ["chmod", "chown", "chgrp", "chattr", "setfacl", "icacls", "takeown"].contains(command.program)
                && command.has(letter: "r", long: "recursive", windows: command.program == "takeown" ? "r" : "t")
                && command.targets.contains(where: DenyTarget.isRoot)
        },
    ]

    private static let disks: Set<String> = [
        "diskpart", "mke2fs", "wipefs", "fdisk", "sfdisk", "cfdisk", "gdisk", "sgdisk", "parted", "blkdiscard",
        "format-volume", "clear-disk", "initialize-disk", "remove-partition",
    ]

    private static let machine: [DenyRule] = [
        .programs(
            "deny.shutdown", "stops or restarts the machine",
            ["shutdown", "reboot", "halt", "poweroff", "stop-computer", "restart-computer"]),
        DenyRule("deny.shutdown", "stops or restarts the machine") { command in
            let words = Set(command.arguments)
            return switch command.program {
            case "systemctl", "loginctl":
                !words.isDisjoint(with: ["poweroff", "reboot", "halt", "kexec", "suspend", "hibernate", "rescue"])
            case "init", "telinit": !words.isDisjoint(with: ["0", "1", "6"])
            default: false
            }
        },
        DenyRule("deny.boot", "destroys backups or the boot record") { command in
            let words = Set(command.arguments.map { $0.lowercased() })
            return switch command.program {
            case "vssadmin", "wbadmin": words.contains("delete")
            case "bcdedit": !words.isDisjoint(with: ["/set", "/delete"])
            case "cipher": words.contains { $0.hasPrefix("/w") }
            case "reg": words.contains("delete") && words.contains { $0.hasPrefix("hklm") || $0.hasPrefix("hkcu") }
            default: false
            }
        },
    ]

    private static let leaks: [DenyRule] = [
        DenyRule("deny.git-force-push", "overwrites what others have pushed") { command in
            guard command.program == "git" else { return false }
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
        DenyRule("deny.credentials", "touches a place where passwords and keys are kept") { command in
            !["echo", "printf", "write-output", "write-host"].contains(command.program)
                && command.arguments.contains(where: DenyTarget.isCredential)
        },
    ]
}
