import AirlockCore
import Foundation

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

    /// Runs it to its end; what it says goes to standard error.
    /// - Throws: `.unavailable` if it isn't there or fails.
    @concurrent
    static func run(_ arguments: [String], environment: [String: String] = [:]) async throws(AirlockError) {
        guard let path else {
            throw AirlockError(
                .unavailable, "scripts/fetch-models is not beside this program",
                hint: "Run it from the checkout that the program was built in.")
        }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            throw AirlockError(.unavailable, "\(path) can't be run: \(error.localizedDescription)")
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw AirlockError(.unavailable, "\(path) failed with status \(process.terminationStatus)")
        }
    }
}
