import AirlockCore
import AirlockSandbox
import AirlockTestKit
import Testing

/// Programs that are talked with over their standard input and output.
@Suite struct DialogueTests {
    private static func launcher(_ kind: RuntimeKind) throws -> SandboxLauncher {
        SandboxLauncher(temporaryBytes: 16 << 20, runtime: try kind.runtime)
    }

    private static func program(_ script: String) -> ServiceProgram {
        ServiceProgram(
            argv: ["/bin/sh", "-c", script], environment: ["PATH": "/usr/bin:/bin"], readable: [], writable: [])
    }

    private static func rest(_ dialogue: any ServiceDialogue) async throws -> [UInt8] {
        var all: [UInt8] = []
        while let more = try await dialogue.read() { all += more }
        return all
    }

    @Test(arguments: RuntimeKind.installed)
    func `a program hears what is said, answers, and ends when nothing follows`(_ kind: RuntimeKind) async throws {
        let dialogue = try await Self.launcher(kind).converse(
            with: Self.program("read -r line; echo \"heard $line\"; cat"), egress: nil,
            limits: SandboxConformance.limits)
        try await dialogue.write(Array("one\n".utf8))
        #expect(try await dialogue.read() == Array("heard one\n".utf8))
        let long = [UInt8](repeating: 7, count: 3 << 20)
        async let answer = Self.rest(dialogue)
        try await dialogue.write(long)
        await dialogue.finishWriting()
        #expect(try await answer == long)
        #expect(await dialogue.waitUntilExit() == 0)
        let error = await #expect(throws: AirlockError.self) { try await dialogue.write([1]) }
        #expect(error?.code == .backendFailed)
    }

    @Test(arguments: RuntimeKind.installed)
    func `one that is stopped says no more`(_ kind: RuntimeKind) async throws {
        let dialogue = try await Self.launcher(kind).converse(
            with: Self.program("echo x; exec sleep 600"), egress: nil, limits: SandboxConformance.limits)
        #expect(try await dialogue.read() == Array("x\n".utf8))
        await dialogue.stop()
        #expect(try await dialogue.read() == nil)
        #expect(await dialogue.waitUntilExit() == 137)
    }

    @Test func `a lease without a gate starts nothing`() async throws {
        let error = await #expect(throws: AirlockError.self) {
            try await Self.launcher(.bubblewrap).converse(
                with: Self.program("true"), egress: .openWeb, limits: SandboxConformance.limits)
        }
        #expect(error?.code == .unavailable)
    }
}
