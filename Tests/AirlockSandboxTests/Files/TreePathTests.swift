import Testing

@testable import AirlockSandbox

@Suite struct TreePathTests {
    @Test func `bytes that aren't UTF-8 are spelled out, and only those`() {
        #expect(TreePath(bytes: [0x61, 0xff, 0xc3, 0xa9, 0x0a, 0xc3]).text == "a\\xffé\n\\xc3")
        #expect(TreePath("wörter/ё").text == "wörter/ё")
    }

    @Test func `a path has a name and a parent`() {
        let path = TreePath("a/b").appending(Array("c".utf8))
        #expect(path.name == Array("c".utf8))
        #expect(path.parent == TreePath("a/b"))
        #expect(TreePath("a").parent == .root)
    }

    @Test(arguments: [
        ("x", "f", true), ("../x", "d/f", true), ("../x", "f", false), ("/etc", "f", false),
        ("a/../../x", "f", false), ("./a/..", "f", true), ("", "f", false), ("../../d", "d/e/f", true),
    ])
    func `a symlink stays inside by its words`(_ link: String, _ path: String, _ stays: Bool) {
        #expect(FolderImport.staysInside(Array(link.utf8), from: TreePath(path)) == stays)
    }

    @Test func `of a clone's git folder only commits are wanted`() {
        let wanted = [
            ".git", ".git/HEAD", ".git/objects/pack/p.pack", ".git/objects/ab/cd", ".git/refs/heads/x", "src/f",
        ]
        let unwanted = [
            ".git/config", ".git/hooks", ".git/hooks/pre-commit", ".git/objects/info", ".git/objects/info/alternates",
            ".git/info/attributes", ".git/modules/x", "sub/.git", "sub/.GIT/config", ".GIT", ".git/HEAD/x",
        ]
        #expect(wanted.filter { !RepositoryClone.isWanted(TreePath($0)) } == [])
        #expect(unwanted.filter { RepositoryClone.isWanted(TreePath($0)) } == [])
    }
}
