import AirlockCore
import Testing

@testable import AirlockTools

@Suite struct GitRemoteTests {
    @Test(arguments: [
        ("https://Example.com/x.git", "example.com", 443), ("http://u:p@h:8080/x", "h", 8080),
        ("ssh://git@h/x", "h", 22),
        ("git://h/x", "h", 9418), ("git@github.com:a/b.git", "github.com", 22), ("host:path", "host", 22),
    ])
    func `an address is a connection`(text: String, host: String, port: Int) throws {
        #expect(try GitRemote(text) == .host(host, port: port))
    }

    @Test(arguments: ["p", "./a/b", "a/b:c"])
    func `anything else is a folder of the workspace`(text: String) throws {
        #expect(try GitRemote(text) == .folder(try WorkspacePath(text)))
    }

    @Test(arguments: [
        "ext::sh -c id", "ext::sh", "file:///etc", "ftp://h/x", "--upload-pack=x", "https://", "https://h:0/x", "/etc",
        "https://h:99999/x", "https://a b/x", "../x", "https://[::1]/x", "-oProxyCommand=id:x",
    ])
    func `a transport that could run or read something else is refused`(text: String) {
        #expect(throws: AirlockError.self) { try GitRemote(text) }
    }
}
