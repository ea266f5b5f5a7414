import Foundation
import Subprocess
import SystemPackage

/// A program that runs beside a test.
final class RunningProgram: Sendable {
    let processID: Int32
    private let ending: Task<Int32, any Error>
    private let lines: AsyncStream<String>

    /// - Parameter errors: Of its standard error; nil: the test's own.
    static func start(
        _ path: String, _ arguments: [String], environment: [[UInt8]]
    ) async throws -> RunningProgram {
        try await RunningProgram(
            path, arguments, environment, input: .none, output: .sequence, error: .currentStandardError
        ) { execution, lines in
            for try await line in execution.standardOutput.strings() { lines.yield(line) }
        }
    }

    /// Starts it on a terminal, where it can ask and be answered.
    static func start(
        _ path: String, _ arguments: [String], environment: [[UInt8]], on terminal: FileHandle
    ) async throws -> RunningProgram {
        let side = FileDescriptor(rawValue: terminal.fileDescriptor)
        return try await RunningProgram(
            path, arguments, environment, input: .fileDescriptor(side, closeAfterSpawningProcess: false),
            output: .discarded, error: .fileDescriptor(side, closeAfterSpawningProcess: false)
        ) { _, _ in }
    }

    private init<Input: InputProtocol, Output: OutputProtocol, Errors: ErrorOutputProtocol>(
        _ path: String, _ arguments: [String], _ environment: [[UInt8]], input: Input, output: Output, error: Errors,
        reading:
            @escaping @Sendable (
                Execution<Input, Output, Errors>, AsyncStream<String>.Continuation
            ) async throws -> Void
    ) async throws {
        let started = AsyncThrowingStream.makeStream(of: Int32.self)
        let (lines, line) = AsyncStream.makeStream(of: String.self)
        self.lines = lines
        ending = Task {
            defer { line.finish() }
            do {
                let result = try await Subprocess.run(
                    .path(FilePath(path)), arguments: Arguments(arguments), environment: .custom(environment),
                    input: input, output: output, error: error
                ) { execution in
                    started.continuation.yield(execution.processIdentifier.value)
                    try await reading(execution, line)
                }
                return result.terminationStatus.number
            } catch {
                started.continuation.finish(throwing: error)
                throw error
            }
        }
        var first = started.stream.makeAsyncIterator()
        processID = try await first.next() ?? -1
    }

    /// The next line of its standard output; empty once it has ended.
    func firstLine() async -> [UInt8] {
        for await line in lines { return Array(line.filter { !$0.isNewline }.utf8) }
        return []
    }

    /// Sends it a signal, and waits for its end.
    /// - Returns: Its exit status, or the signal's number.
    func end(by signal: Int32) async -> Int32? {
        kill(processID, signal)
        return await status()
    }

    /// Returns when it has ended.
    func status() async -> Int32? { try? await ending.value }
}

extension TerminationStatus {
    /// The exit status, or the number of the signal.
    var number: Int32 {
        switch self {
        case .exited(let code), .signaled(let code): code
        }
    }
}
