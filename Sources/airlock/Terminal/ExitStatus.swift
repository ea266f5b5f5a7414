import AirlockCore
import ArgumentParser

/// The command line's exit codes.
enum ExitStatus {
    static let failed = ExitCode(1)
    static let usage = ExitCode(2)
    static let rejected = ExitCode(3)
    static let lacking = ExitCode(4)
    static let interrupted = ExitCode(130)

    static func of(_ error: AirlockError) -> ExitCode {
        switch error.code {
        case .invalidRequest, .notFound: usage
        case .rejected, .expired: rejected
        case .unavailable: lacking
        case .cancelled: interrupted
        case .unauthorized, .forbidden, .denied, .conflict, .limitExceeded, .commandFailed, .backendFailed: failed
        }
    }

    /// Of a job's final status, as the wire names it.
    static func of(status: String) -> ExitCode {
        switch Job.Status(rawValue: status) {
        case .succeeded: .success
        case .rejected, .waiting: rejected
        case .cancelled: interrupted
        case .failed, .planning, .running, nil: failed
        }
    }
}

/// Runs a command's body; says what went wrong in one message, and exits with the code that it stands for.
func reporting(_ console: Console, _ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch let code as ExitCode {
        throw code
    } catch let error as CleanExit {
        throw error
    } catch {
        let error = AirlockError(error, otherwise: .backendFailed)
        console.fail(error)
        throw ExitStatus.of(error)
    }
}
