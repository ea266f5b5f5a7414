import AirlockCore
import Testing

@testable import AirlockTools

@Suite struct GitNameTests {
    @Test(arguments: ["main", "feature/x-1", "v1.0", "задача", "a@b", "0"])
    func `a name that git takes`(name: String) throws { #expect(try GitName(name, field: "name").description == name) }

    @Test(arguments: [
        "", "-x", "--all", "a..b", "a b", "a~1", "a^", "a:b", "a?", "a*", "a[", "a\\b", "/a", "a/", "a//b", ".a",
        "a/.b",
        "a.lock", "a.lock/b", "a.", "a@{1}", "@", "a\nb", "a\u{7F}", "\0",
    ])
    func `a name that git refuses or could misread`(name: String) {
        #expect(throws: AirlockError.self) { try GitName(name, field: "name") }
    }

    @Test(arguments: ["main~1", "HEAD^", "HEAD~2^2", "abc123"])
    func `a revision may step back`(revision: String) throws {
        #expect(try GitName(revision: revision, field: "branch").description == revision)
    }

    @Test(arguments: ["~1", "main^{tree}", "main~x", "-x~1", ":/fix", "main:file"])
    func `other revisions are refused`(revision: String) {
        #expect(throws: AirlockError.self) { try GitName(revision: revision, field: "branch") }
    }
}
