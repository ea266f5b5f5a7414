import AirlockCore
import Foundation

@testable import AirlockSandbox

/// A root file system of a shell and a few programs of this machine.
enum SmallImage {
    static let programs = ["cat", "chmod", "grep", "id", "ls", "mkdir", "rm", "sh", "wc"]
    /// What it takes besides to install a package of Debian.
    private static let packageTools = ["dpkg", "dpkg-deb", "dpkg-split", "tar"]

    /// A sandbox on such an image.
    static func fixture(_ kind: RuntimeKind, withPackageTools: Bool = false) async throws -> SandboxFixture {
        try await SandboxFixture(kind) { folder, runtime in
            try make(at: folder + "/source", withPackageTools: withPackageTools)
            return try await RootImage.prepare(folder + "/source", cache: folder + "/images", runtime: runtime)
        }
    }

    static func make(at folder: String, withPackageTools: Bool = false) throws {
        let script = """
            set -e; mkdir -p "$0/usr/bin" "$0/etc" "$0/var/lib/dpkg"; cd "$0"; ln -s usr/bin bin; echo small > etc/name
            for p in "$@"; do
                cp -L "$(command -v $p)" usr/bin/
                ldd "usr/bin/$p" | grep -o '/[^ ]*' | while read -r l; do mkdir -p ".${l%/*}"; cp -Ln "$l" ".$l"; done
            done
            """
        try run(script, [folder] + programs + (withPackageTools ? packageTools : []))
    }

    /// An OCI archive of two layers: the image, and one that replaces `/etc`, deletes `wc` and adds a file.
    static func makeArchive(in folder: String, damaged: Bool = false) throws -> String {
        try make(at: folder + "/source")
        let script = """
            set -e; cd "$0"; mkdir -p top/etc top/usr/bin layout/blobs/sha256
            touch top/etc/.wh..wh..opq top/usr/bin/.wh.wc; echo upper > top/etc/name; ln -s name top/etc/link
            keep() { hash=$(sha256sum "$1" | cut -d' ' -f1); mv "$1" layout/blobs/sha256/$hash; }
            echo lower > source/etc/gone
            tar -C source -cf one.tar . && keep one.tar && one=$hash
            tar -C top -czf two.tar . && keep two.tar && two=$hash
            printf '{"layers":[{"digest":"sha256:%s"},{"digest":"sha256:%s"}]}' $one $two > manifest
            keep manifest && printf '{"manifests":[{"digest":"sha256:%s"}]}' $hash > layout/index.json
            [ -z "$1" ] || echo x >> layout/blobs/sha256/$two
            tar -C layout -cf image.tar .
            """
        try run(script, [folder, damaged ? "damaged" : ""])
        return folder + "/image.tar"
    }

    private static func run(_ script: String, _ arguments: [String]) throws {
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", script] + arguments
        try shell.run()
        shell.waitUntilExit()
        guard shell.terminationStatus == 0 else { throw AirlockError(.backendFailed, "can't make an image") }
    }
}
