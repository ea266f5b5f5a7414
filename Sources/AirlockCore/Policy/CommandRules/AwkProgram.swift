/// Sees that an awk program has nothing in it that could run a program or touch a file: no `system`, no `getline`, none of
/// `| > < @` anywhere, comparisons included. Sources: POSIX.1-2024, awk; gawk manual, sections 4.10, 5.6, 5.7 and 9.3 (`@f()`).
enum AwkProgram {
    static func isHarmless(_ program: String) -> Bool {
        !program.utf8.contains { "|<>@".utf8.contains($0) || $0 == UInt8(ascii: "\n") }
            && !program.contains("system") && !program.contains("getline")
    }
}
