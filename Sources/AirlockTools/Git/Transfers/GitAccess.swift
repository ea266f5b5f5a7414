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

    /// Nil: as anybody.
    public let credential: Credential?
    /// PEM certificates of the authorities that its server may be vouched for by.
    public let certificates: [UInt8]

    public init(credential: Credential?, certificates: [UInt8]) {
        self.credential = credential
        self.certificates = certificates
    }

    /// What a program said, without the credential, should a server have said it back.
    func withheld(_ result: ProgramResult) -> ProgramResult {
        guard let credential else { return result }
        func clean(_ bytes: [UInt8]) -> [UInt8] {
            let text = String(decoding: bytes, as: UTF8.self)
            return Array(credential.forms.reduce(text) { $0.replacing($1, with: "[withheld]") }.utf8)
        }
        return ProgramResult(
            standardOutput: clean(result.standardOutput), standardError: clean(result.standardError),
            exitStatus: result.exitStatus, stop: result.stop, outputBytes: result.outputBytes)
    }
}
