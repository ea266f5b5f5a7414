import AirlockCore
import Subprocess
import SystemPackage

/// The driver's own program, run with an empty environment and given up after a while: a broken driver lets it hang.
struct DriverProgram {
    /// Bytes of output that are of any use.
    private static let limit = 64 << 10

    let path: String
    let patience: Duration

    /// Its standard output, of at most 64 KiB.
    /// - Throws: `.unavailable` if it can't be run, fails or hangs.
    func output(of arguments: [String]) async throws(AirlockError) -> String {
        let path = path
        let (outcomes, outcome) = AsyncStream.makeStream(of: Result<String, AirlockError>?.self)
        // Not a child task: a program that hangs in the driver itself can't even be killed, and would be waited for.
        let work = Task { outcome.yield(await Self.run(path, arguments)) }
        let clock = Task { [patience] in
            try await Task.sleep(for: patience)
            outcome.yield(nil)
        }
        defer {
            work.cancel()
            clock.cancel()
        }
        for await first in outcomes {
            guard let first else { break }
            return try first.get()
        }
        throw AirlockError(.unavailable, "\(path) said nothing of use within \(patience)")
    }

    /// Cancelled, it kills the program.
    private static func run(_ path: String, _ arguments: [String]) async -> Result<String, AirlockError> {
        do {
            let result = try await Subprocess.run(
                .path(FilePath(path)), arguments: Arguments(arguments),
                environment: .custom(["PATH": "/usr/bin:/bin", "LC_ALL": "C"]), output: .string(limit: limit))
            guard result.terminationStatus.isSuccess else {
                return .failure(AirlockError(.unavailable, "\(path) failed with status \(result.terminationStatus)"))
            }
            return .success(result.standardOutput)
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            return .failure(AirlockError(.unavailable, "\(path) said nothing of use in \(limit) bytes"))
        } catch {
            return .failure(AirlockError(.unavailable, "\(path) can't be run: \(error)"))
        }
    }
}
