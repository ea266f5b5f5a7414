import AirlockCore
import AirlockTools
import Foundation

/// What a person is known by at git servers, read from where the configuration says whenever it is needed.
struct GitAccounts: Sendable {
    /// Bytes of the largest file of certificates.
    private static let certificateBytes = 4 << 20
    /// Where distributions keep the authorities that they trust: Debian and Arch, Fedora, Alpine and macOS.
    private static let authorities = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
    ]

    private let hosts: [GitSettings.Host]
    private let environment: [String: String]

    /// - Throws: `.invalidRequest` for a host that can't be read, or a credential with no place or two; `.unavailable` for a
    ///   file that isn't fit.
    init(_ settings: GitSettings, environment: [String: String]) throws(AirlockError) {
        hosts = settings.hosts
        self.environment = environment
        for host in hosts {
            _ = try EgressLease([Self.destination(host)])
            guard [host.tokenEnv, host.tokenFile, host.sshKeyFile].count(where: { $0 != nil }) == 1 else {
                throw AirlockError(
                    .invalidRequest,
                    "git.hosts, \(host.host): one of token_env, token_file and ssh_key_file must be given")
            }
            guard (host.sshKeyFile == nil) == (host.knownHostsFile == nil), host.sshKeyFile == nil || host.caFile == nil
            else {
                throw AirlockError(
                    .invalidRequest,
                    "git.hosts, \(host.host): ssh_key_file goes with known_hosts_file and without ca_file")
            }
            guard
                [host.tokenFile, host.caFile, host.sshKeyFile, host.knownHostsFile].allSatisfy({
                    $0?.hasPrefix("/") ?? true
                })
            else {
                throw AirlockError(.invalidRequest, "git.hosts, \(host.host): a file is not an absolute path")
            }
            if host.tokenFile != nil { _ = try secret(of: host) }
            if host.sshKeyFile != nil { _ = try key(of: host) }
        }
    }

    /// As they are now. They must never be written anywhere.
    var secrets: [String] { hosts.compactMap { try? secret(of: $0) } }

    /// - Throws: `.unavailable` for a credential that is named and isn't there.
    func access(to name: String, _ port: Int) throws -> GitAccess {
        guard let host = hosts.first(where: { Self.destination($0).lowercased() == "\(name):\(port)" }) else {
            return GitAccess(credential: nil, certificates: try certificates(nil))
        }
        if host.sshKeyFile != nil { return GitAccess(credential: nil, certificates: [], key: try key(of: host)) }
        let credential = try GitAccess.Credential(user: host.username ?? "git", secret: try secret(of: host))
        return GitAccess(credential: credential, certificates: try certificates(host.caFile))
    }

    private static func destination(_ host: GitSettings.Host) -> String {
        host.host.contains(":") ? host.host : "\(host.host):\(host.sshKeyFile == nil ? 443 : 22)"
    }

    private func key(of host: GitSettings.Host) throws(AirlockError) -> GitServerKey {
        let name = "git host \(host.host)"
        let secret = try SecretFile.read(host.sshKeyFile ?? "", of: name)
        let hosts = FileManager.default.contents(atPath: host.knownHostsFile ?? "") ?? Data()
        return try GitServerKey(user: host.username ?? "git", privateKey: secret, knownHosts: Array(hosts))
    }

    private func secret(of host: GitSettings.Host) throws(AirlockError) -> String {
        if let file = host.tokenFile ?? host.sshKeyFile {
            return try SecretFile.read(file, of: "git host \(host.host)")
        }
        guard let name = host.tokenEnv, let value = environment[name], !value.isEmpty else {
            throw AirlockError(
                .unavailable, "git host \(host.host): the environment variable \(host.tokenEnv ?? "") is not set",
                hint: "set it before the start")
        }
        return value
    }

    private func certificates(_ file: String?) throws -> [UInt8] {
        guard let path = file ?? Self.authorities.first(where: FileManager.default.isReadableFile) else {
            throw AirlockError(
                .unavailable, "this machine has no list of certificate authorities",
                hint: "apt-get install ca-certificates")
        }
        guard let bytes = FileManager.default.contents(atPath: path), bytes.count <= Self.certificateBytes else {
            throw AirlockError(.unavailable, "the certificates at \(path) can't be read, or are too many")
        }
        return Array(bytes)
    }
}
