import AirlockCore
import Testing

@Suite struct EffectTests {
    @Test func `a command of an older log has no folder`() throws {
        let old = try JSONValue(parsing: #"{"command":{"_0":"ls"}}"#)
        #expect(try old.decode(Effect.self) == .command("ls"))
    }

    @Test func `a command's folder is kept`() throws {
        let effect = Effect.command("ls", cwd: try WorkspacePath("a/b"))
        #expect(try JSONValue(encoding: effect).decode(Effect.self) == effect)
    }
}
