import AirlockCore
import Foundation
import Subprocess
import SystemPackage

/// `scripts/fetch-models` of the checkout that this program was built in: it knows the Python packages and the server.
enum FetchScript {
    /// Nil where the program was moved away from its checkout.
    static let path: String? = {
        var folder = (Bundle.main.executableURL ?? URL(filePath: "/")).resolvingSymlinksInPath()
        for _ in 0..<6 {
            folder = folder.deletingLastPathComponent()
            let script = folder.appending(path: "scripts/fetch-models").path
            if FileManager.default.isExecutableFile(atPath: script) { return script }
        }
        return nil
    }()

    /// Runs it to its end; what it says goes to standard error as it says it. Cancelled, it ends with all that it started:
    /// what it fetched so far is kept, and the next run goes on there.
    /// - Throws: `.unavailable` if it isn't there or fails, `.cancelled`.
    static func run(_ arguments: [String], environment: [String: String] = [:]) async throws(AirlockError) {
        guard let path else {
            throw AirlockError(
                .unavailable, "scripts/fetch-models is not beside this program",
                hint: "Run it from the checkout that the program was built in.")
        }
        var options = PlatformOptions()
        // A group of its own: a signal that only we get must reach the downloader that the script started, too.
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(5))
        ]
        let all = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { Array("\($0)=\($1)\0".utf8) }
        let status: TerminationStatus
        do {
            status = try await Subprocess.run(
                .path(FilePath(path)), arguments: Arguments(arguments), environment: .custom(all),
                platformOptions: options, output: .currentStandardError, error: .currentStandardError
            ).terminationStatus
        } catch {
            throw AirlockError(.unavailable, "\(path) can't be run: \(error)")
        }
        if Task.isCancelled { throw AirlockError(.cancelled, "the download was interrupted") }
        guard status.isSuccess else { throw AirlockError(.unavailable, "\(path) failed with status \(status)") }
    }
}
