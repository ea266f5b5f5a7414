import AirlockCore
import Foundation
import Glibc
import Synchronization

/// Starts programs directly, without a sandbox: for tests of what is started.
struct DirectLauncher: ProcessLauncher {
    func launch(_ service: ServiceProgram) async throws -> any RunningService { try DirectService(service) }
}

final class DirectService: RunningService {
    private struct Ending {
        var status: Int32?
        var waiters: [CheckedContinuation<Int32, Never>] = []
    }

    let processID: Int32
    private let ending = Mutex(Ending())
    private let errorFile: URL

    init(_ service: ServiceProgram) throws {
        errorFile = FileManager.default.temporaryDirectory.appending(path: "stderr-\(UUID().uuidString)")
        try Data().write(to: errorFile)
        let process = Process()
        process.executableURL = URL(filePath: service.argv[0])
        process.arguments = Array(service.argv.dropFirst())
        process.environment = service.environment
        process.standardError = try FileHandle(forWritingTo: errorFile)
        process.standardOutput = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        let ended = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            let isSignal = process.terminationReason == .uncaughtSignal
            ended.continuation.yield(process.terminationStatus + (isSignal ? 128 : 0))
        }
        try process.run()
        processID = process.processIdentifier
        Task {
            for await status in ended.stream {
                note(status)
                break
            }
        }
    }

    deinit { try? FileManager.default.removeItem(at: errorFile) }

    func waitUntilExit() async -> Int32 {
        await withCheckedContinuation { waiter in
            let known = ending.withLock { ending in
                if ending.status == nil { ending.waiters.append(waiter) }
                return ending.status
            }
            if let known { waiter.resume(returning: known) }
        }
    }

    func errorTail() async -> String {
        String(decoding: ((try? Data(contentsOf: errorFile)) ?? Data()).suffix(8_192), as: UTF8.self)
    }

    func stop() async {
        if ending.withLock({ $0.status == nil }) { kill(processID, SIGKILL) }
        _ = await waitUntilExit()
    }

    private func note(_ status: Int32) {
        let waiters = ending.withLock { ending in
            ending.status = status
            defer { ending.waiters = [] }
            return ending.waiters
        }
        for waiter in waiters { waiter.resume(returning: status) }
    }
}
