import AirlockCore
import Testing

@testable import AirlockTools

@Suite struct GlobPatternTests {
    private func matches(_ pattern: String, _ path: String) throws -> Bool {
        try GlobPattern(pattern).matches(path.split(separator: "/").map { String($0) })
    }

    @Test(arguments: [
        ("*.py", "a.py"), ("*.py", ".py"), ("**", "a/b"), ("**/*.py", "a.py"), ("**/*.py", "a/b/c.py"),
        ("a/**/b", "a/b"), ("a/**/b", "a/x/y/b"), ("a?c", "abc"), ("[ab]c", "bc"), ("[!ab]c", "cc"), ("[a-c]", "b"),
        ("[]]", "]"), ("[a-]", "-"), ("*a*b*", "xxaxxbxx"), ("./a", "a"), ("?", "й"), ("**/**/x", "x"), ("a/*", "a/b"),
    ])
    func `a path that fits`(pattern: String, path: String) throws { #expect(try matches(pattern, path)) }

    @Test(arguments: [
        ("*.py", "a/b.py"), ("*.py", "a.pyc"), ("a/**/b", "a/x"), ("a?c", "ac"), ("[!ab]c", "ac"), ("[a-c]", "d"),
        ("a/*", "a"), ("a/*", "a/b/c"), ("*", "a/b"), ("A", "a"), ("**/x", "x/y"),
    ])
    func `a path that doesn't fit`(pattern: String, path: String) throws { #expect(try !matches(pattern, path)) }

    @Test(arguments: ["/a", "../a", "a/../b", "[a", "[", "[b-a]", "", "./", "//"])
    func `a pattern that can't be meant is refused`(pattern: String) {
        #expect(throws: AirlockError.self) { try GlobPattern(pattern) }
    }

    @Test func `many stars cost no more than their number`() throws {
        let pattern = String(repeating: "*a", count: 100)
        let name = String(repeating: "a", count: 200) + "b"
        #expect(try !matches(pattern, name))
        let deep = Array(repeating: "**/a", count: 30).joined(separator: "/")
        #expect(try !matches(deep, Array(repeating: "a", count: 200).joined(separator: "/") + "/b"))
    }
}
