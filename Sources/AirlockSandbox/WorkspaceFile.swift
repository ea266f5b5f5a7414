import AirlockCore

/// Reads and writes single files from inside a container, where symlinks lead nowhere but into the sandbox. Names and
/// contents are passed as arguments and standard input, never as script.
enum WorkspaceFile {
    private enum Refusal: Int32 {
        case notFound = 91
        case notRegular
        case outside
        case tooLong
    }

    /// `$1` is the path, `$2` the limit. The `x` keeps a name's own newline from being cut off.
    private static let readScript = """
        [ -e "$1" ] || exit 91
        p=$(realpath -- "$1" && echo x) || exit 91; p=${p%?x}
        case $p in /workspace/*) ;; *) exit 93;; esac
        [ -f "$p" ] || exit 92
        [ "$(stat -c %s -- "$p")" -le "$2" ] || exit 94
        exec cat -- "$p"
        """

    /// `$1` is the path, `$2` the mode.
    private static let writeScript = """
        p=$(realpath -m -- "$1" && echo x) || exit 92; p=${p%?x}
        case $p in /workspace/*) ;; *) exit 93;; esac
        [ ! -e "$p" ] || [ -f "$p" ] || exit 92
        mkdir -p -- "${p%/*}" || exit 92
        cat > "$p" && chmod "$2" -- "$p"
        """

    private static let seconds = 60
    private static let spareBytes = 4096

    static func reading(_ path: WorkspacePath, limit: Int) -> Program {
        Program(
            ["/bin/sh", "-c", readScript, "sh", absolute(path), "\(limit)"], limits: limits(output: limit + spareBytes))
    }

    static func writing(_ bytes: [UInt8], to path: WorkspacePath, executable: Bool) -> Program {
        Program(
            ["/bin/sh", "-c", writeScript, "sh", absolute(path), executable ? "755" : "644"], standardInput: bytes,
            limits: limits(output: spareBytes, file: bytes.count + spareBytes))
    }

    static func content(
        of path: WorkspacePath, from result: ProgramResult, limit: Int
    ) throws(AirlockError) -> [UInt8] {
        if result.exitStatus == Refusal.tooLong.rawValue || result.standardOutput.count > limit {
            throw AirlockError(.limitExceeded, "\(path) is longer than \(limit) bytes")
        }
        try check(path, result)
        return result.standardOutput
    }

    static func check(_ path: WorkspacePath, _ result: ProgramResult) throws(AirlockError) {
        if result.exitStatus == 0, result.stop == nil { return }
        if result.stop == .disk {
            throw AirlockError(.backendFailed, "the disk is nearly full", hint: "free some disk space")
        }
        if result.stop != nil {
            throw AirlockError(.limitExceeded, "\(path) couldn't be read or written within \(seconds) s")
        }
        switch Refusal(rawValue: result.exitStatus) {
        case .notFound: throw AirlockError(.notFound, "no file \"\(path)\" in the workspace")
        case .notRegular: throw AirlockError(.invalidRequest, "\"\(path)\" is not a regular file")
        case .outside: throw AirlockError(.invalidRequest, "\"\(path)\" leads out of the workspace")
        case .tooLong: throw AirlockError(.limitExceeded, "\"\(path)\" is too long")
        case nil:
            let said = String(decoding: result.standardError.prefix(500), as: UTF8.self)
            throw AirlockError(.invalidRequest, "can't read or write \"\(path)\": \(said)")
        }
    }

    private static func absolute(_ path: WorkspacePath) -> String {
        ([Container.workspace] + path.components).joined(separator: "/")
    }

    private static func limits(output: Int, file: Int = 1 << 20) -> Limits {
        Limits(
            wallSeconds: seconds, cpuSeconds: seconds, outputBytes: output, memoryBytes: 1 << 30, processes: 64,
            openFiles: 256, fileBytes: file, layerBytes: 16 << 30, inodes: 2_000_000)
    }
}
