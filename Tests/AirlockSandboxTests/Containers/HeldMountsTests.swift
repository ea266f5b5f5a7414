import Foundation
import Glibc
import Testing

@testable import AirlockSandbox

/// A holder can't be looked into by its own user, so only root sees whether it is there.
@Suite(.enabled(if: geteuid() == 0, "needs root to look at other processes")) struct HeldMountsTests {
    @Test func `mounts that nobody holds any more are gone with their process`() async throws {
        let namespace = try await Self.namespaceOfForgottenMounts()
        for _ in 0..<1000 where Self.isInUse(namespace) { try await Task.sleep(for: .milliseconds(10)) }
        #expect(!Self.isInUse(namespace))
    }

    @Test func `a holder has no descriptor of ours but its control socket`() async throws {
        let held = try await HeldMounts.hold(
            HeldMounts.Request(overlay: nil, sources: [], owner: SandboxUser.current))
        let holder = try #require(Self.processes(in: try Self.namespace(of: held)).first)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: "/proc/\(holder)/fd").sorted() == ["0", "1", "2", "3"])
        try await held.end(kept: false)
    }

    private static func namespaceOfForgottenMounts() async throws -> String {
        let held = try await HeldMounts.hold(
            HeldMounts.Request(overlay: nil, sources: [], owner: SandboxUser.current))
        let namespace = try namespace(of: held)
        #expect(isInUse(namespace))
        return namespace
    }

    private static func namespace(of held: HeldMounts) throws -> String {
        var found = stat()
        try systemCall("look at a namespace") { fstat(held.mount.number, &found) }
        return "mnt:[\(found.st_ino)]"
    }

    private static func isInUse(_ namespace: String) -> Bool { !processes(in: namespace).isEmpty }

    private static func processes(in namespace: String) -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.filter {
            Int($0) != nil
                && (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/ns/mnt")) == namespace
        }
    }
}
