import AirlockCore
import AirlockTestKit
import Foundation
import Glibc
import Testing

@testable import AirlockSandbox

/// Programs on a root of their own, all of which they may change.
@Suite struct RootImageTests {
    @Test(arguments: RuntimeKind.installed)
    func `a program is user 0 of the image, without capabilities, and sees nothing of this machine`(
        _ kind: RuntimeKind
    ) async throws {
        let fixture = try await SmallImage.fixture(kind)
        let said = try await fixture.shell(
            "id -u; grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status; cat /etc/name; ls /usr/bin | wc -l"
        )
        let lines = said.split(whereSeparator: \.isNewline).map(String.init)
        #expect(
            lines == [
                "0", "CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2", "small",
                "\(SmallImage.programs.count)",
            ])
    }

    @Test(arguments: RuntimeKind.installed)
    func `what a program changes of the root is measured, kept and forgotten like its files`(
        _ kind: RuntimeKind
    ) async throws {
        let fixture = try await SmallImage.fixture(kind)
        let changes = try await fixture.changes(
            "echo x > f; echo new > /etc/name; mkdir /opt; rm /usr/bin/wc; chmod 700 /etc")
        #expect(
            changes == [
                "changed folder /etc", "changed file /etc/name", "added folder /opt", "deleted file /usr/bin/wc",
                "added file f",
            ])
        let first = try await Self.keep("echo one > /etc/name; echo one > f", in: fixture, on: .empty)
        let second = try await Self.keep("echo two > /etc/name; rm /usr/bin/wc", in: fixture, on: first)
        #expect(try await fixture.shell("cat /etc/name; ls /usr/bin/wc", on: first) == "one\n/usr/bin/wc\n")
        #expect(
            try await fixture.shell("cat /etc/name f; [ -e /usr/bin/wc ] || echo gone", on: second)
                == "two\none\ngone\n")
        #expect(try await fixture.shell("cat /etc/name; ls -A") == "small\n")
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/dpkg"), "dpkg is missing"))
    func `a package that was installed is gone after a rollback`() async throws {
        let fixture = try await SmallImage.fixture(.bubblewrap, withPackageTools: true)
        let script = """
            mkdir -p p/DEBIAN p/usr/share/hello; echo hi > p/usr/share/hello/text
            printf 'Package: hello\\nVersion: 1\\nArchitecture: all\\nMaintainer: A <a@b>\\nDescription: x\\n' > p/DEBIAN/control
            dpkg-deb --build p hello.deb
            mkdir -p /var/lib/dpkg/info /var/lib/dpkg/updates; echo > /var/lib/dpkg/status
            dpkg --force-bad-path --install hello.deb
            """
        let installed = try await Self.keep(script, in: fixture, on: .empty)
        let look = "grep '^Status' /var/lib/dpkg/status; cat /usr/share/hello/text"
        #expect(try await fixture.shell(look, on: installed) == "Status: install ok installed\nhi\n")
        #expect(try await fixture.shell("cat /usr/share/hello/text").contains("No such file"))
    }

    @Test func `a change of the root is asked about`() async throws {
        let fixture = try await SmallImage.fixture(.bubblewrap)
        let effect = try await SandboxConformance.measure(in: fixture.sandbox, on: .empty) { workspace in
            _ = try await workspace.run(
                Program(["/bin/sh", "-c", "echo x > /etc/name"], limits: SandboxConformance.limits))
        }
        #expect(effect.effects == [.sensitive("a change at \"/etc/name\"")])
    }

    @Test func `many steps show the root as it was, also where their layers were merged`() async throws {
        let fixture = try await SmallImage.fixture(.bubblewrap)
        var snapshot = Snapshot.empty
        for step in 1...9 {
            let script = "echo \(step) > /etc/n\(step); rm -f /usr/bin/wc /etc/n\(step - 2); echo \(step) > /etc/name"
            snapshot = try await Self.keep(script, in: fixture, on: snapshot)
        }
        #expect(try await fixture.sandbox.store.chain(of: snapshot).count < 9)
        let seen = try await fixture.shell("ls /etc; cat /etc/name; [ -e /usr/bin/wc ] || echo gone", on: snapshot)
        #expect(seen == "n8\nn9\nname\n9\ngone\n")
    }

    @Test func `a change of the root is shown by its name`() async throws {
        let fixture = try await SmallImage.fixture(.bubblewrap)
        let trial = try SandboxConformance.trial { workspace in
            let argv = ["/bin/sh", "-c", "echo longer > /etc/name; echo x > f"]
            _ = try await workspace.run(Program(argv, limits: SandboxConformance.limits))
        }
        let (_, branch) = try await fixture.sandbox.tryOut(trial, on: .empty)
        let diff = try await fixture.sandbox.diff(of: branch, limit: 1000)
        #expect(diff.hasPrefix("changed file /etc/name: 6 → 7 bytes\n--- /dev/null\n+++ b/f\n"))
    }

    @Test func `layers of an archive replace and delete what lies below them`() async throws {
        let fixture = try await SandboxFixture(.bubblewrap) { folder, runtime in
            try await RootImage.prepare(
                try SmallImage.makeArchive(in: folder), cache: folder + "/images", runtime: runtime)
        }
        let said = try await fixture.shell("ls -A /etc; cat /etc/link; ls /usr/bin | grep wc; ls -d /made /image")
        #expect(said.hasPrefix("link\nname\nupper\nls: cannot access '/made'"))
    }

    @Test func `an image whose bytes aren't what it says is refused, and leaves nothing`() async throws {
        let fixture = try SandboxFixture()
        let archive = try SmallImage.makeArchive(in: fixture.folder, damaged: true)
        let cache = fixture.folder + "/images"
        let error = await #expect(throws: AirlockError.self) {
            try await RootImage.prepare(archive, cache: cache, runtime: fixture.runtime)
        }
        #expect(error?.code == .invalidRequest && error?.message.contains("aren't what the image says") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache) == ["trash"])
        let other = await #expect(throws: AirlockError.self) {
            try await RootImage.prepare("/etc/hostname", cache: cache, runtime: fixture.runtime)
        }
        #expect(other?.code == .invalidRequest)
    }

    @Test func `an image is taken in once`() async throws {
        let fixture = try SandboxFixture()
        let (source, cache) = (fixture.folder + "/source", fixture.folder + "/images")
        try SmallImage.make(at: source)
        let image = try await RootImage.prepare(source, cache: cache, runtime: fixture.runtime)
        try Data("kept".utf8).write(to: URL(fileURLWithPath: image.folder + "/mark"))
        #expect(try await RootImage.prepare(source, cache: cache, runtime: fixture.runtime) == image)
        #expect(FileManager.default.fileExists(atPath: image.folder + "/mark"))
    }

    /// Keeps what a script did, as a person's approval does.
    private static func keep(_ script: String, in fixture: SandboxFixture, on base: Snapshot) async throws -> Snapshot {
        let trial = try SandboxConformance.trial { workspace in
            let result = try await workspace.run(
                Program(["/bin/sh", "-ec", script], limits: SandboxConformance.limits))
            guard result.exitStatus == 0 else {
                throw AirlockError(.commandFailed, String(decoding: result.standardError, as: UTF8.self))
            }
        }
        let (output, branch) = try await fixture.sandbox.tryOut(trial, on: base)
        let call = ToolCall(id: "req_image", tool: "image", arguments: [:], declared: [.compute])
        let card = Card(
            call: call, question: .keep(branch, output), opinion: Opinion(.ask, rule: "test", reason: "a test"),
            policyVersion: "test", environment: "e")
        return try await fixture.sandbox.promote(try Approval(card, granted: true).authorize(card))
    }
}
