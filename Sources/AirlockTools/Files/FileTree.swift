import AirlockCore

/// The workspace's files, by programs of the sandbox with exact arguments.
struct FileTree {
    let workspace: any Workspace
    let limits: Limits

    /// Bytes of the longest listing; with some 60 bytes an entry that is over 15,000 names.
    static let listingBytes = 1 << 20

    // MARK: Looking

    /// - Throws: `.notFound`, `.invalidRequest` for what isn't a text file, `.limitExceeded` over 1 MiB.
    func text(of path: WorkspacePath) async throws -> TextFile {
        let bytes = try await workspace.read(path, limit: FileOps.readBytes)
        guard let encoding = TextEncoding(of: bytes), let text = encoding.decode(bytes) else {
            throw AirlockError(
                .invalidRequest, "\(path) isn't text (\(bytes.count) bytes)",
                hint: "file_ops reads and edits UTF-8, UTF-16 and Windows-1251 text only")
        }
        return TextFile(text: text, encoding: encoding)
    }

    /// What is there, not following a link; nil for nothing.
    /// - Throws: `.invalidRequest` if a link on the way leads out of the workspace.
    func entry(at path: WorkspacePath) async throws -> FileEntry? {
        let result = try await run(["/bin/sh", "-c", Self.look, "sh", Self.argument(path), FileEntry.format])
        guard result.exitStatus != Self.outside else {
            throw AirlockError(
                .invalidRequest, "\(path) leads out of the workspace", hint: "a folder above it is a link")
        }
        return result.exitStatus == 0 ? try FileEntry.parse(result.standardOutput, below: path).first : nil
    }

    /// Exit status of ``look`` for a path that leads out.
    private static let outside: Int32 = 93

    /// `$1` is the path, `$2` a format for `find`. The `x` keeps a name's own newline from being cut off.
    private static let look = """
        p=$(realpath -m -- "${1%/*}" && echo x) || exit \(outside); p=${p%?x}
        case $p/ in "$(pwd -P)"/*) ;; *) exit \(outside);; esac
        exec find "$1" -maxdepth 0 -printf "$2"
        """

    func existing(_ path: WorkspacePath) async throws -> FileEntry {
        guard let entry = try await entry(at: path) else {
            throw AirlockError(.notFound, "nothing at \(path)", hint: "list the folder to see what is there")
        }
        return entry
    }

    /// The names in a folder, sorted.
    func list(_ folder: WorkspacePath) async throws -> [FileEntry] {
        try await entries(of: folder, ["-mindepth", "1", "-maxdepth", "1"])
    }

    /// All below a folder that fits, sorted; nothing in `.git`.
    func find(_ pattern: GlobPattern, below folder: WorkspacePath) async throws -> [FileEntry] {
        let skipped = folder.components.count
        return try await entries(of: folder, ["-mindepth", "1", "-name", ".git", "-prune", "-o"])
            .filter { pattern.matches($0.path.split(separator: "/").dropFirst(skipped).map { String($0) }) }
    }

    private func entries(of folder: WorkspacePath, _ tests: [String]) async throws -> [FileEntry] {
        let start = try await existing(folder)
        guard start.kind == .folder else {
            throw AirlockError(.invalidRequest, "\(folder) is a \(start.kind.rawValue), not a folder")
        }
        let result = try await run(["find", Self.argument(folder)] + tests + ["-printf", FileEntry.format])
        try check(result, "find")
        return try FileEntry.parse(result.standardOutput, below: folder).sorted { $0.path < $1.path }
    }

    /// Lines that fit, in the order of `grep`; nothing in binary files or `.git`.
    func search(_ pattern: String, below path: WorkspacePath) async throws -> [TextMatch] {
        // grep would follow this one
        guard try await existing(path).kind != .symlink else {
            throw AirlockError(.invalidRequest, "\(path) is a symlink", hint: "search in what it leads to")
        }
        let result = try await run([
            "grep", "-rnHIZE", "--exclude-dir=.git", "-e", pattern, "--", Self.argument(path),
        ])
        guard result.exitStatus != 1 || result.stop != nil else { return [] }
        if result.exitStatus == 2, result.standardOutput.isEmpty {
            throw AirlockError(
                .invalidRequest, "grep: \(result.errorText.prefix(500))",
                hint: "pattern is an extended regular expression")
        }
        guard result.exitStatus == 2 || result.exitStatus == 0, !result.mayBeCut(listing) else {
            throw tooMuch("grep")
        }
        return TextMatch.parse(result.standardOutput)
    }

    // MARK: Changing

    /// Writes a text, keeping the executable bit of what was there.
    /// - Throws: `.limitExceeded`; `.invalidRequest` for a folder, or a character that the encoding lacks.
    func store(_ text: String, as encoding: TextEncoding = .utf8, at path: WorkspacePath) async throws -> ToolOutput {
        guard let bytes = encoding.encode(text) else {
            throw AirlockError(
                .invalidRequest, "\(path) is \(encoding.rawValue), which lacks a character of the text",
                hint: "write the file whole to have it in UTF-8")
        }
        guard bytes.count <= FileOps.readBytes else {
            throw AirlockError(
                .limitExceeded, "\(path) would have \(bytes.count) bytes; the limit is \(FileOps.readBytes)")
        }
        let before = try await entry(at: path)
        guard before?.kind != .folder else { throw AirlockError(.invalidRequest, "\(path) is a folder") }
        try await workspace.write(bytes, to: path, executable: before?.isExecutable ?? false)
        return ToolOutput(["path": .path(path), "size": .integer(Int64(bytes.count))])
    }

    /// Moves or copies to a name that nothing has yet, making the folders above it.
    func transfer(_ program: [String], _ path: WorkspacePath, to target: WorkspacePath) async throws {
        _ = try await existing(path)
        if let taken = try await entry(at: target) {
            throw AirlockError(
                .conflict, "a \(taken.kind.rawValue) is at \(target) already",
                hint: "delete it first, or choose another name")
        }
        let parent = try WorkspacePath(target.components.dropLast().joined(separator: "/"))
        if parent != .root { try check(try await run(["mkdir", "-p", "--", Self.argument(parent)]), "mkdir") }
        try check(try await run(program + [Self.argument(path), Self.argument(target)]), program[0])
    }

    func delete(_ path: WorkspacePath) async throws {
        _ = try await existing(path)
        try check(try await run(["rm", "-r", "-f", "--", Self.argument(path)]), "rm")
    }

    /// In the line ends of each file, where the diff has only plain ones.
    private func adopted(_ text: String, in folder: WorkspacePath) async throws -> String {
        var diff = UnifiedDiff(text)
        guard !diff.hasCarriageReturns else { return text }
        var files: [String: WorkspacePath] = [:]
        for path in diff.paths { files[path] = try? WorkspacePath("\(folder)/\(path)") }
        guard !files.isEmpty else { return text }
        let found = try await run(
            ["grep", "-lIZsm", "1", "-e", "\r$", "--"] + files.values.map(Self.argument).sorted())
        let names = Set(found.standardOutput.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
        for (path, file) in files where names.contains(Self.argument(file)) {
            if try await self.text(of: file).hasCarriageReturns { diff.addCarriageReturns(to: path) }
        }
        return diff.text
    }

    /// Applies a unified diff, whole or not at all. Paths that climb out, and `.git`, are refused by `git apply`; the
    /// empty git folder keeps it from seeking a repository, in which it would read the paths from its root.
    func patch(_ folder: WorkspacePath, with diff: String) async throws {
        let place = try await existing(folder)
        guard place.kind == .folder else {
            throw AirlockError(.invalidRequest, "\(folder) is a \(place.kind.rawValue), not a folder")
        }
        let diff = try await adopted(diff, in: folder)
        let result = try await workspace.run(
            Program(
                ["git", "--git-dir=/dev/null", "apply", "--whitespace=nowarn", "-"], in: folder,
                standardInput: Array(diff.utf8), limits: listing))
        guard result.exitStatus != 127 else { throw Toolchain.git.missing }
        guard result.exitStatus == 0, result.stop == nil else {
            throw AirlockError(
                .conflict, "the patch doesn't apply: \(result.tail(lines: 5).joined(separator: "; "))",
                hint: "read the files anew and make the patch from what they hold")
        }
    }

    // MARK: Programs

    /// Never taken for an option: it begins with `./`.
    static func argument(_ path: WorkspacePath) -> String { "./\(path)" }

    private var listing: Limits {
        var limits = limits
        limits.outputBytes = Self.listingBytes
        return limits
    }

    private func run(_ argv: [String]) async throws -> ProgramResult {
        try await workspace.run(Program(argv, limits: listing))
    }

    private func check(_ result: ProgramResult, _ program: String) throws(AirlockError) {
        guard !result.mayBeCut(listing) else { throw tooMuch(program) }
        guard result.exitStatus == 0 else {
            throw AirlockError(
                .commandFailed, "\(program) \(result.ending): \(result.tail(lines: 3).joined(separator: "; "))")
        }
    }

    private func tooMuch(_ program: String) -> AirlockError {
        AirlockError(
            .limitExceeded,
            "\(program) passed its limits (\(limits.wallSeconds) s, \(Self.listingBytes) bytes of output)",
            hint: "look in a smaller folder or for less")
    }
}
