public import AirlockCore
import FoundationEssentials

/// What one transfer is lent to reach one git server.
public struct GitAccess: Sendable {
    /// What the server knows a person by. It is sent to the program that transfers over its standard input, so it stands in no
    /// argument, file, log or layer.
    public struct Credential: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
        let user: String
        let secret: String

        /// - Throws: `.invalidRequest` for an empty secret, or a line end in either.
        public init(user: String, secret: String) throws(AirlockError) {
            let texts = [user, secret]
            guard texts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { $0 >= 0x20 } }) else {
                throw AirlockError(.invalidRequest, "a credential for git is empty or holds a line end")
            }
            self.user = user
            self.secret = secret
        }

        public var description: String { "[credential]" }
        public var debugDescription: String { description }
        public var customMirror: Mirror { Mirror(self, children: []) }

        /// In every form in which a server could say it back.
        var forms: [String] { [secret, Self.base64("\(user):\(secret)"), Self.base64(secret)] }

        private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
    }

    /// By https; nil: as anybody.
    public let credential: Credential?
    /// By ssh; nil: not at all.
    public let key: GitServerKey?
    /// PEM certificates of the authorities that its server may be vouched for by.
    public let certificates: [UInt8]

    public init(credential: Credential?, certificates: [UInt8], key: GitServerKey? = nil) {
        self.credential = credential
        self.certificates = certificates
        self.key = key
    }

    /// Whether it says who one is at the address.
    func knows(_ address: GitAddress) -> Bool {
        switch address.transport {
        case .https: credential != nil
        case .ssh: key != nil
        }
    }

    /// What the shell around a transfer is lent.
    /// - Throws: `.unavailable` for ssh without a key.
    func lent(to address: GitAddress) throws(AirlockError) -> (script: String, input: [UInt8]) {
        switch address.transport {
        case .https:
            let lines = "\(credential?.user ?? "")\n\(credential?.secret ?? "")\n"
            return (GitTransferScript.https, Array(lines.utf8) + certificates)
        case .ssh:
            guard let key else { throw Self.unknown(address) }
            return (GitTransferScript.ssh, key.input)
        }
    }

    static func unknown(_ address: GitAddress) -> AirlockError {
        AirlockError(
            .unavailable,
            "there is no \(address.transport == .ssh ? "ssh key" : "credential") for \(address.destination)",
            hint: "name it under git.hosts in config.yaml: see docs/tools/git_ops.md")
    }

    /// What a program said, without the credential, should a server have said it back.
    func withheld(_ result: ProgramResult) -> ProgramResult {
        let forms = (credential?.forms ?? []) + (key?.forms ?? [])
        guard !forms.isEmpty else { return result }
        func clean(_ bytes: [UInt8]) -> [UInt8] {
            let text = String(decoding: bytes, as: UTF8.self)
            return Array(forms.reduce(text) { $0.replacing($1, with: "[withheld]") }.utf8)
        }
        return ProgramResult(
            standardOutput: clean(result.standardOutput), standardError: clean(result.standardError),
            exitStatus: result.exitStatus, stop: result.stop, outputBytes: result.outputBytes)
    }
}
