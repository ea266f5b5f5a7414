import AirlockCore
import Testing

@testable import AirlockTools

@Suite struct GitRemoteTests {
    @Test(arguments: [
        ("https://Example.com/x.git", "https://example.com/x.git", 443),
        ("HTTPS://me@h.example:8443/a/b", "https://h.example:8443/a/b", 8443),
        ("https://example.com:443/x", "https://example.com/x", 443),
        ("ssh://git@Example.com/me/x.git", "ssh://example.com/me/x.git", 22),
        ("SSH://h.example:2222/x", "ssh://h.example:2222/x", 2222),
        ("git@h.example:me/x.git", "git@h.example:me/x.git", 22),
        ("me@h.example:/srv/x.git", "ssh://h.example/srv/x.git", 22),
    ])
    func `an address is spelled in one way, without a user`(text: String, spelled: String, port: Int) throws {
        let address = try GitAddress(text)
        #expect("\(address)" == spelled)
        #expect(address.port == port)
        #expect(try GitRemote(text) == .address(address))
        #expect(try GitSource(text) == .address(address))
    }

    @Test func `anything else is a remote's name, or a folder to clone from`() throws {
        #expect(try GitRemote("origin") == .name(try GitName("origin", field: "remote")))
        for text in ["p", "./a/b", "a/b:c"] { #expect(try GitSource(text) == .folder(try WorkspacePath(text))) }
    }

    @Test(arguments: [
        "ext::sh -c id", "ext::sh", "file:///etc", "ftp://h/x", "--upload-pack=x", "https://", "https://h:0/x", "/etc",
        "https://h:99999/x", "https://a b/x", "../x", "https://[::1]/x", "-oProxyCommand=id:x", "http://h/x",
        "ssh://git:hunter2@h.example/x", "git://h/x", "h.example:a/b.git", "git@h.example:", "git@127.0.0.1:x",
        "ssh://-oProxyCommand=x/y", "git@h.example:-x", "git@h.example:a`id`", "git@h.example:$(id)",
        "ssh://h.example/../x", "git@h.example::x", "https://127.0.0.1/x", "https://2130706433/x",
        "https://h/../x", "https://h/x?y", "https://h", "https://h/", "https://h:1:2/x", "https://u:hunter2@h/x",
    ])
    func `a transport that could run, read or tell something else is refused`(text: String) {
        let error = #expect(throws: AirlockError.self) { try GitSource(text) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("hunter2") == false)
        #expect(throws: AirlockError.self) { try GitRemote(text) }
    }
}
