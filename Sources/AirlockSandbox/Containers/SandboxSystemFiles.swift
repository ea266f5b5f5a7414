/// The made-up `/etc` of every sandbox: nothing in it is the host's, but for the loader's cache and the names of alternatives.
enum SandboxSystemFiles {
    static let all: [(name: String, text: String)] = [
        (
            "passwd",
            """
            root:x:0:0:root:/nonexistent:/usr/sbin/nologin
            agent:x:1000:1000:agent:/home/agent:/bin/sh
            nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin

            """
        ),
        ("group", "root:x:0:\nagent:x:1000:\nnogroup:x:65534:\n"),
        ("hosts", "127.0.0.1 localhost airlock\n::1 localhost\n"),
        ("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"),
        ("hostname", "airlock\n"),
        // Stands in for the host's file, which is bound over it.
        ("ld.so.cache", ""),
    ]
}
