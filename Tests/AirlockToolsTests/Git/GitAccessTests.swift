import AirlockCore
import Foundation
import Testing

@testable import AirlockTools

@Suite struct GitAccessTests {
    private func access(_ user: String, _ secret: String) throws -> GitAccess {
        GitAccess(credential: try GitAccess.Credential(user: user, secret: secret), certificates: [])
    }

    private func said(_ text: String) -> ProgramResult {
        ProgramResult(standardOutput: [], standardError: Array(text.utf8), exitStatus: 1, outputBytes: text.utf8.count)
    }

    @Test(arguments: [("u", "s3cr3t-value"), ("git", "ab"), ("me", "abc"), ("йо", "пароль")])
    func `what a server says back is withheld, also as HTTP would carry it`(user: String, secret: String) throws {
        let access = try access(user, secret)
        for form in [secret, Data("\(user):\(secret)".utf8).base64EncodedString()] {
            let text = access.withheld(said("remote: got \(form)!")).errorText
            #expect(text == "remote: got [withheld]!")
        }
    }

    @Test func `a credential shows nothing of itself`() throws {
        let credential = try #require(try access("user-name", "s3cr3t-value").credential)
        var dumped = ""
        dump(credential, to: &dumped)
        for text in ["\(credential)", String(reflecting: credential), dumped] {
            #expect(!text.contains("s3cr3t") && !text.contains("user-name"))
        }
    }

    private static let privateKey =
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----"

    @Test func `an ssh key shows nothing of itself, and a program that prints it is not heard`() throws {
        let key = try GitServerKey(user: "git", privateKey: Self.privateKey, knownHosts: Array("h ssh-ed25519 A".utf8))
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] { #expect(!text.contains("b3BlbnNz")) }
        let access = GitAccess(credential: nil, certificates: [], key: key)
        #expect(access.withheld(said("got b3BlbnNzaC1rZXktdjEAAAAA")).errorText == "got [withheld]")
        #expect(String(decoding: key.input, as: UTF8.self).split(separator: "\n").count == 3)
    }

    @Test(arguments: [
        ("", privateKey, "h"), ("-oProxyCommand=x", privateKey, "h"), ("a b", privateKey, "h"), ("git", "secret", "h"),
        ("git", privateKey, ""), ("git", privateKey, String(repeating: "h", count: (64 << 10) + 1)),
    ])
    func `a user, a key or hosts that aren't such are refused`(user: String, key: String, hosts: String) {
        let error = #expect(throws: AirlockError.self) {
            try GitServerKey(user: user, privateKey: key, knownHosts: Array(hosts.utf8))
        }
        #expect(error?.code == .invalidRequest && error?.message.contains("b3Blbn") == false)
    }

    @Test func `without a key an ssh server is not known, with one no https server is`() throws {
        let addresses = try ["ssh://h.example/x", "https://h.example/x"].map { try GitAddress($0) }
        let key = try GitServerKey(user: "git", privateKey: Self.privateKey, knownHosts: Array("h".utf8))
        #expect(addresses.map(GitAccess(credential: nil, certificates: [], key: key).knows) == [true, false])
        #expect(addresses.map(try access("u", "secret").knows) == [false, true])
        let error = #expect(throws: AirlockError.self) { try access("u", "secret").lent(to: addresses[0]) }
        #expect(error?.code == .unavailable && error?.message.contains("ssh key") == true)
    }

    @Test(arguments: ["", "a\nb", "a\u{0}"])
    func `a secret that could be two lines, or is none, is refused`(secret: String) {
        #expect(throws: AirlockError.self) { try access("u", secret) }
    }
}
