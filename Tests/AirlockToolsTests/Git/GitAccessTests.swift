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

    @Test(arguments: ["", "a\nb", "a\u{0}"])
    func `a secret that could be two lines, or is none, is refused`(secret: String) {
        #expect(throws: AirlockError.self) { try access("u", secret) }
    }
}
