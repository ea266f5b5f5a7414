import AirlockCore
import Foundation

@testable import airlock

/// A git server over HTTPS at this machine's own name, with one user and one repository, `/notes.git`. Its update hook says
/// the user's token back, as a hostile server would.
final class GitServer: Sendable {
    let name: String
    let port: Int
    let token: String
    private let folder: String
    private let program: RunningProgram

    /// What tests with it need besides the sandbox.
    static let isPossible: Bool = {
        let programs = ["/usr/bin/git", "/usr/bin/openssl", "/usr/lib/git-core/git-http-backend"]
        return programs.allSatisfy(FileManager.default.isExecutableFile) && hasName
    }()

    /// Whether a server of this machine has a name that leads to it.
    static let hasName =
        HostName(ownName) != nil && ["localhost", "localhost.localdomain"].allSatisfy { $0 != ownName }
        && Host(name: ownName).addresses.contains { $0.hasPrefix("127.") }

    static let ownName = ProcessInfo.processInfo.hostName.lowercased()

    init(below parent: String) async throws {
        name = Self.ownName
        token = "tok" + World.live.newID("en").filter { $0.isLetter || $0.isNumber }
        folder = parent + "/server"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let isWritten = FileManager.default.createFile(
            atPath: folder + "/token", contents: Data((token + "\n").utf8), attributes: [.posixPermissions: 0o600])
        try Self.run(
            "/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(name)",
            "-addext", "subjectAltName=DNS:\(name)", "-keyout", folder + "/key.pem", "-out", folder + "/certificate.pem"
        )
        let repository = folder + "/root/notes.git"
        try Self.run("/usr/bin/git", "init", "--quiet", "--bare", "--initial-branch=main", repository)
        try Self.run("/usr/bin/git", "--git-dir", repository, "config", "http.receivepack", "true")
        let hasHook = FileManager.default.createFile(
            atPath: repository + "/hooks/update", contents: Data("#!/bin/sh\necho \"you are $SAID_BACK\" >&2\n".utf8),
            attributes: [.posixPermissions: 0o755])
        guard isWritten, hasHook else { throw AirlockError(.unavailable, "\(folder) can't be written to") }
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
            .appending(path: "Fixtures/git-server.py").path
        program = try await RunningProgram.start(
            "/usr/bin/env",
            [
                "python3", script, folder + "/root", folder + "/certificate.pem", folder + "/key.pem", "me", token,
                folder + "/requests",
            ], environment: ["PATH=/usr/local/bin:/usr/bin:/bin"].map { Array($0.utf8) })
        port = Int(String(decoding: await program.firstLine(), as: UTF8.self)) ?? 0
    }

    deinit { kill(program.processID, SIGKILL) }

    var address: String { "https://\(name):\(port)/notes.git" }

    /// For `config.yaml`.
    var configuration: String {
        """
        git:
          hosts:
            - {host: "\(name):\(port)", username: me, token_file: \(folder)/token, ca_file: \(folder)/certificate.pem}
        sandbox: {egress_private: ["\(name):\(port)"]}

        """
    }

    /// Lines of what was asked of it.
    var requests: [String] {
        let text = (try? String(contentsOfFile: folder + "/requests", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// Runs git on the server's repository.
    @discardableResult
    func git(_ arguments: String...) throws -> String {
        try Self.run(["/usr/bin/git", "--git-dir", folder + "/root/notes.git"] + arguments)
    }

    /// Somebody else adds a commit to main.
    func addCommit() throws {
        let commit = try git("commit-tree", "main^{tree}", "-p", "main", "-m", "theirs")
        try git("update-ref", "refs/heads/main", commit)
    }

    @discardableResult
    private static func run(_ argv: String...) throws -> String { try run(argv) }

    @discardableResult
    static func run(_ argv: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: argv[0])
        process.arguments = Array(argv.dropFirst())
        process.environment = [
            "PATH": "/usr/bin:/bin", "GIT_AUTHOR_NAME": "Them", "GIT_AUTHOR_EMAIL": "t@h", "GIT_COMMITTER_NAME": "Them",
            "GIT_COMMITTER_EMAIL": "t@h",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw AirlockError(.commandFailed, "\(argv)") }
        return String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
