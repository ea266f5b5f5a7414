/// Sees that an awk program has nothing in it that could run a program or touch a file: no `system`, no `getline`, none of
/// `| < @` anywhere, and no `>` beside a `print`, since only that is redirected; comparisons are among what this refuses. Sources: POSIX.1-2024, awk; gawk manual, sections 4.10, 5.6, 5.7 and 9.3 (`@f()`).
enum AwkProgram {
    static func isHarmless(_ program: String) -> Bool {
        let bytes = program.utf8
        return !bytes.contains { "|<@\n".utf8.contains($0) } && !program.contains("system")
            && !program.contains("getline") && (!bytes.contains(UInt8(ascii: ">")) || !program.contains("print"))
    }
}
