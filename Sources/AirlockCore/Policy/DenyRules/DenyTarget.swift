/// What an argument of a dangerous command means, in the terms of POSIX and of Windows.
enum DenyTarget {
    /// A whole file system, drive, home or system folder: `/`, `/*`, `//.`, `~`, `$HOME/..`, `C:`, `C:\Users`, `/mnt/c`.
    static func isRoot(_ word: String) -> Bool {
        let parts = components(word)
        guard let first = parts.first else { return word.hasPrefix("/") || word.hasPrefix("\\") }
        if isHome(first) || isDrive(first) {
            return parts.count == 1 || parts.count == 2 && windowsFolders.contains(parts[1])
        }
        guard word.hasPrefix("/") || word.hasPrefix("\\") else { return false }
        switch parts.count {
        case 1: return systemFolders.contains(first) || windowsFolders.contains(first) || first.count == 1
        case 2: return first == "home" || ["mnt", "cygdrive"].contains(first) && parts[1].count == 1
        default: return false
        }
    }

    /// A disk or memory as a file.
    static func isDevice(_ word: String) -> Bool {
        let parts = components(word)
        guard word.hasPrefix("/") || word.hasPrefix("\\"), parts.count >= 2, parts[0] == "dev" else {
            return parts.first?.hasPrefix("physicaldrive") == true
        }
        return [
            "sd", "hd", "vd", "xvd", "nvme", "mmcblk", "dm-", "md", "loop", "mem", "kmem", "port", "mapper", "disk",
        ]
        .contains { parts[1].hasPrefix($0) }
    }

    /// A place where passwords and keys are kept.
    static func isCredential(_ word: String) -> Bool {
        guard mayBeCredential(word), !word.utf8.contains(UInt8(ascii: " ")) else { return false }
        let name = word.split(whereSeparator: { $0 == "=" || $0 == "@" }).last.map(String.init) ?? word
        let parts = components(name)
        guard let first = parts.first else { return false }
        if name.hasPrefix("/") {
            if parts.count == 2, first == "etc" {
                return ["shadow", "gshadow", "shadow-", "sudoers"].contains(parts[1])
            }
            if first == "proc" { return parts.count == 3 && parts[2] == "environ" }
        }
        if let home = afterHome(parts, isAbsolute: name.hasPrefix("/")) {
            return home.first.map(credentialFolders.contains) == true
                || credentialFiles.contains(home.joined(separator: "/"))
        }
        return parts.suffix(2).elementsEqual([".aws", "credentials"])
            || parts.count >= 2 && parts[parts.count - 2] == ".ssh" && parts[parts.count - 1].hasPrefix("id_")
    }

    /// A look at the bytes: a path with a hidden name in it, or with `etc` or `proc`. All that is looked for is such a path.
    private static func mayBeCredential(_ word: String) -> Bool {
        var (isPath, hasHidden, last, recent) = (false, false, UInt8(ascii: "/"), UInt32(0))
        for byte in word.utf8 {
            let isSeparator = byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\")
            if isSeparator { isPath = true }
            if byte == UInt8(ascii: "."), isSeparatorOrSign(last) { hasHidden = true }
            recent = recent << 8 | UInt32(byte | 0x20)
            if recent & 0xFF_FFFF == 0x65_7463 || recent == 0x7072_6F63 { hasHidden = true }
            last = byte
        }
        return isPath && hasHidden
    }

    private static func isSeparatorOrSign(_ byte: UInt8) -> Bool { "/\\=@".utf8.contains(byte) }

    private static let systemFolders: Set<String> = [
        "bin", "boot", "dev", "etc", "home", "lib", "lib64", "mnt", "opt", "proc", "root", "run", "sbin", "srv", "sys",
        "usr", "var",
    ]
    private static let windowsFolders: Set<String> = [
        "windows", "users", "program files", "program files (x86)", "programdata",
    ]
    private static let credentialFolders: Set<String> = [
        ".ssh", ".aws", ".gnupg", ".kube", ".azure", ".netrc", ".git-credentials", ".pypirc", ".npmrc",
        ".password-store",
    ]
    private static let credentialFiles: Set<String> = [".docker/config.json", ".config/gcloud", ".config/gh/hosts.yml"]
    private static let homes: Set<String> = [
        "$home", "%userprofile%", "$env:userprofile", "%homepath%", "%systemdrive%", "$env:systemdrive", "%systemroot%",
        "$env:systemroot", "%windir%", "$env:windir", "$env:homepath",
    ]

    /// Names between slashes of either kind, in lower case, with `.` and `..` resolved and patterns for "all" removed.
    private static func components(_ word: String) -> [String] {
        var kept: [String] = []
        for part in word.lowercased().split(whereSeparator: { $0 == "/" || $0 == "\\" }) {
            switch part {
            case ".", "*", ".*", "*.*", "?": continue
            case "..": if let last = kept.last, !isHome(last), !isDrive(last) { kept.removeLast() }
            default: kept.append(String(part))
            }
        }
        return kept
    }

    private static func isHome(_ part: String) -> Bool { part.hasPrefix("~") || homes.contains(part) }

    /// `c:`, or a registry hive as PowerShell names it.
    private static func isDrive(_ part: String) -> Bool {
        part.utf8.count == 2 && part.hasSuffix(":") || ["hklm:", "hkcu:", "hkcr:", "hku:"].contains(part)
    }

    /// What follows a person's home folder.
    private static func afterHome(_ parts: [String], isAbsolute: Bool) -> ArraySlice<String>? {
        if isHome(parts[0]) || isAbsolute && parts[0] == "root" { return parts.dropFirst() }
        if isAbsolute, parts.count > 2, parts[0] == "home" || parts[0] == "users" { return parts.dropFirst(2) }
        if isDrive(parts[0]), parts.count > 3, parts[1] == "users" { return parts.dropFirst(3) }
        return nil
    }
}
