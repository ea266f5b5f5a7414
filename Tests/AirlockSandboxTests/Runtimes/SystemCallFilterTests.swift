import AirlockCore
import Testing

@testable import AirlockSandbox

/// The same calls are refused in the same way, whoever assembled the filter.
@Suite struct SystemCallFilterTests {
    /// Prints `name errno` for each line `name number arguments…` of its input. A call that comes through prints 0.
    private static let script = """
        import ctypes, sys
        call = ctypes.CDLL(None, use_errno=True).syscall
        for line in sys.stdin:
            name, *numbers = line.split()
            ctypes.set_errno(0)
            call(*[ctypes.c_ulong(int(n, 0)) for n in numbers])
            print(name, ctypes.get_errno())
        """

    @Test(arguments: RuntimeKind.installed)
    func `what the table names is refused`(_ kind: RuntimeKind) async throws {
        // libseccomp before 2.6 doesn't know it.
        let calls = OCISystemCallFilter.refused.filter { $0.name != "open_tree_attr" }
        #expect(calls.count > 40)
        let input = calls.map { "\($0.name) \($0.number)\n" }.joined()
        let result = try await SandboxFixture(kind).run(["python3", "-c", Self.script], input: input)
        #expect(String(decoding: result.standardOutput, as: UTF8.self) == calls.map { "\($0.name) 1\n" }.joined())
    }

    #if arch(x86_64)
        @Test(arguments: RuntimeKind.installed)
        func `what depends on arguments is refused, in both halves of a word`(_ kind: RuntimeKind) async throws {
            let high = 1 << 32
            let refused = [0, 3, 9, 11, 15, 17, 40, 44, high | 40].map { ("socket", "41 \($0) 1 0", 97) }
            let spaces = [17, 25, 26, 27, 28, 29, 30].map { ("clone", "56 \(1 << $0 | 17) 0 0 0 0", 1) }
            let others = [
                ("netlink", "41 16 3 9", 97), ("clone3", "435 0 0", 38), ("TIOCSTI", "16 0 0x5412 0", 1),
                ("TIOCSTI", "16 0 \(high | 0x5412) 0", 1), ("TIOCLINUX", "16 0 \(high << 3 | 0x541c) 0", 1),
            ]
            let allowed = [(1, 1), (2, 1), (10, 2), (16, 3)].map { ("socket", "41 \($0.0) \($0.1) 0", 0) }
            let calls = refused + spaces + others + allowed
            let input = calls.map { "\($0.0) \($0.1)\n" }.joined()
            let result = try await SandboxFixture(kind).run(["python3", "-c", Self.script], input: input)
            #expect(
                String(decoding: result.standardOutput, as: UTF8.self) == calls.map { "\($0.0) \($0.2)\n" }.joined())
        }
    #endif
}
