import AirlockCore
import AirlockTestKit
import CSandbox
import Foundation
import Testing

@testable import AirlockSandbox

/// What the first program of ours in a container does.
@Suite struct ContainerStarterTests {
    private static func run(
        _ stages: [SimpleCommand], input: String = "", _ kind: RuntimeKind
    ) async throws -> ProgramResult {
        let fixture = try SandboxFixture(kind)
        let result = Latest<ProgramResult>()
        let program = Program(stages, standardInput: Array(input.utf8), limits: SandboxConformance.limits)
        try await SandboxConformance.measure(in: fixture.sandbox, on: .empty) {
            await result.set(try await $0.run(program))
        }
        return try #require(await result.value)
    }

    private static func pipeline(
        _ programs: [[String]], input: String = "", _ kind: RuntimeKind
    ) async throws -> ProgramResult {
        try await run(programs.map { SimpleCommand(argv: $0) }, input: input, kind)
    }

    @Test(arguments: RuntimeKind.installed)
    func `outputs are joined and thrown away as redirections say`(_ kind: RuntimeKind) async throws {
        typealias Destination = SimpleCommand.Destination
        let cases: [(output: Destination, errors: Destination, said: [String])] = [
            (.output, .errors, ["o", "e"]), (.output, .output, ["oe", ""]), (.errors, .errors, ["", "oe"]),
            (.errors, .output, ["e", "o"]), (.nothing, .errors, ["", "e"]), (.output, .nothing, ["o", ""]),
            (.nothing, .output, ["e", ""]), (.nothing, .nothing, ["", ""]),
        ]
        for (output, errors, said) in cases {
            let program = SimpleCommand(
                argv: ["/bin/sh", "-c", "printf o; printf e >&2"], output: output, errors: errors)
            for stages in [[program], [program, SimpleCommand(argv: ["cat"])]] {
                let result = try await Self.run(stages, kind)
                #expect(
                    [result.standardOutput, result.standardError].map { String(decoding: $0, as: UTF8.self) } == said,
                    "\(output) \(errors) \(stages.count)")
            }
        }
    }

    @Test(arguments: RuntimeKind.installed)
    func `the output of each program of a pipeline is the next one's input, word for word`(
        _ kind: RuntimeKind
    ) async throws {
        let result = try await Self.pipeline(
            [["cat"], ["tr", "a-z", "A-Z"], ["sed", "s/$/ $HOME; `id` | */"]], input: "one\ntwo\n", kind)
        #expect(
            String(decoding: result.standardOutput, as: UTF8.self) == """
                ONE $HOME; `id` | *
                TWO $HOME; `id` | *

                """)
        #expect(result.exitStatus == 0)
    }

    @Test(arguments: RuntimeKind.installed)
    func `a program whose reader is gone ends`(_ kind: RuntimeKind) async throws {
        let result = try await Self.pipeline([["yes"], ["head", "-n", "1"]], kind)
        #expect(result.standardOutput == Array("y\n".utf8))
        #expect(result.stop == nil && result.exitStatus == 0)
    }

    @Test(arguments: RuntimeKind.installed)
    func `a signal that ends the last program is told as a shell tells it`(_ kind: RuntimeKind) async throws {
        let result = try await Self.pipeline([["true"], ["/bin/sh", "-c", "kill -TERM $$"]], kind)
        #expect(result.exitStatus == 143)
    }

    @Test(arguments: RuntimeKind.installed)
    func `a file without a first line that names a program runs by the shell, one that can't run ends with 126`(
        _ kind: RuntimeKind
    ) async throws {
        let fixture = try SandboxFixture(kind)
        let base = try await fixture.keep("echo 'echo ran' > script; echo x > plain; chmod +x script")
        #expect(try await fixture.run(["./script"], on: base).standardOutput == Array("ran\n".utf8))
        let refused = try await fixture.run(["./plain"], on: base)
        #expect(refused.exitStatus == 126)
        #expect(String(decoding: refused.standardError, as: UTF8.self) == "./plain: Permission denied\n")
    }

    private static let hasLandlock = airlock_landlock_version() >= SandboxProbe.landlockVersion

    /// Of all that mounts leave writable, this is what Landlock alone refuses: a node that an overlay takes for a deletion.
    @Test(.enabled(if: hasLandlock, "this kernel has no Landlock"), arguments: RuntimeKind.installed)
    func `the second wall is there in a container`(_ kind: RuntimeKind) async throws {
        let said = try await SandboxFixture(kind).shell(
            "mknod /tmp/node c 0 0; touch /tmp/file && mv /tmp/file /dev/shm/")
        #expect(said == "mknod: /tmp/node: Permission denied\n")
    }

    @Test(.enabled(if: hasLandlock, "this kernel has no Landlock"))
    func `the second wall holds without the first`() throws {
        let folder = URL(filePath: NSTemporaryDirectory()).appending(path: "airlock-wall-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["open/deep", "open/other", "files", "closed"] {
            try FileManager.default.createDirectory(at: folder.appending(path: name), withIntermediateDirectories: true)
        }
        try Data("old".utf8).write(to: folder.appending(path: "files/f"))
        try Data("old".utf8).write(to: folder.appending(path: "closed/f"))
        let script = """
            echo new > open/deep/f && mv open/deep/f open/other/f && echo moved
            echo new > files/f && echo written
            echo new > files/g || echo not made
            rm files/f || echo not removed
            echo new > closed/f || echo not written
            mv open/other/f closed/g || echo not moved out
            true > closed/f || echo not emptied
            ln closed/f open/f || echo not linked
            cat closed/f
            """
        let process = Process()
        process.executableURL = URL(filePath: try ContainerStarter.file)
        process.arguments = ["-w", "open", "-f", "files", "-w", "missing", "--", "/bin/sh", "-c", script]
        process.currentDirectoryURL = folder
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(
            said.split(separator: "\n") == [
                "moved", "written", "not made", "not removed", "not written", "not moved out", "not emptied",
                "not linked", "old",
            ])
    }
}
