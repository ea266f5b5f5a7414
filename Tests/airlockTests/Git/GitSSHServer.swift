import AirlockCore
import Foundation

@testable import airlock

/// An sshd of this machine on a port of its own, with one key that may log in and one repository, `notes.git`.
final class GitSSHServer: Sendable {
    let name: String
    let port: Int
    /// A line of `known_hosts` for it, and one with another key.
    let hostKey: String
    let otherHostKey: String
    let keyFile: String
    private let folder: String
    private let program: RunningProgram

    /// What tests with it need besides the sandbox.
    static let isPossible =
        ["/usr/bin/git", "/usr/sbin/sshd", "/usr/bin/ssh", "/usr/bin/ssh-agent", "/usr/bin/ssh-keygen"]
        .allSatisfy(FileManager.default.isExecutableFile) && GitServer.hasName

    init(below parent: String) async throws {
        name = GitServer.ownName
        folder = parent + "/ssh-server"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        keyFile = folder + "/person"
        var lines: [String] = []
        port = try Self.freePort()
        for key in ["host", "other", "person"] {
            try GitServer.run([
                "/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", key, "-f", "\(folder)/\(key)",
            ])
            let text = try String(contentsOfFile: "\(folder)/\(key).pub", encoding: .utf8)
            lines.append("[\(name)]:\(port) " + text.split(separator: " ").prefix(2).joined(separator: " ") + "\n")
        }
        hostKey = lines[0]
        otherHostKey = lines[1]
        let repository = folder + "/notes.git"
        try GitServer.run(["/usr/bin/git", "init", "--quiet", "--bare", "--initial-branch=main", repository])
        try """
        Port \(port)
        HostKey \(folder)/host
        AuthorizedKeysFile \(folder)/person.pub
        PidFile none
        StrictModes no
        UsePAM no
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        PermitRootLogin prohibit-password
        AllowTcpForwarding no
        LogLevel VERBOSE

        """.write(
            toFile: folder + "/config", atomically: true, encoding: .utf8)
        if getuid() == 0 {
            try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        }
        // By itself, so that whoever kills it kills all of it: what lives on would keep the tests' output open.
        program = try await RunningProgram.start(
            "/usr/sbin/sshd", ["-D", "-E", folder + "/log", "-f", folder + "/config"],
            environment: ["PATH=/usr/sbin:/usr/bin:/bin"].map { Array($0.utf8) })
        while !log.contains(where: { $0.hasPrefix("Server listening") }) {
            guard kill(program.processID, 0) == 0 else {
                throw AirlockError(.unavailable, "sshd: \(log.joined(separator: "; "))")
            }
            await Task.yield()
        }
    }

    deinit { kill(program.processID, SIGKILL) }

    var address: String { "ssh://\(name):\(port)\(folder)/notes.git" }

    /// For `config.yaml`.
    func configuration(knowing hostKey: String) throws -> String {
        try hostKey.write(toFile: folder + "/known_hosts", atomically: true, encoding: .utf8)
        return """
            git:
              hosts:
                - {host: "\(name):\(port)", username: \(NSUserName()), ssh_key_file: \(keyFile), known_hosts_file: \(folder)/known_hosts}
            sandbox: {egress_private: ["\(name):\(port)"]}

            """
    }

    private var log: [Substring] {
        ((try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? "").split(separator: "\n")
    }

    /// How often somebody connected.
    var connections: Int { log.count { $0.hasPrefix("Connection from ") } }

    /// How often somebody was let in.
    var logins: Int { log.count { $0.hasPrefix("Accepted ") } }

    /// One that nobody listens on now.
    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else { throw AirlockError(.unavailable, "no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// Runs git on the server's repository.
    @discardableResult
    func git(_ arguments: String...) throws -> String {
        try GitServer.run(["/usr/bin/git", "--git-dir", folder + "/notes.git"] + arguments)
    }
}
