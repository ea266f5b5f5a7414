import AirlockCore
import Glibc

/// Lends a NULL-terminated array of C strings, as `execve` wants it.
/// - Throws: `.invalidRequest` if one holds a NUL.
func withCStrings<Value>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) throws -> Value
) throws -> Value {
    guard strings.allSatisfy({ !$0.utf8.contains(0) }) else {
        throw AirlockError(.invalidRequest, "a program's argument holds a NUL byte")
    }
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    let pointers = copies.map { UnsafePointer($0) } + [nil]
    return try pointers.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress else { preconditionFailure("the array has at least its NULL") }
        return try body(start)
    }
}
