import AirlockCore
import Foundation
import Subprocess
import Synchronization
import SystemPackage

/// Starts programs directly, without a sandbox: for tests of what is started.
struct DirectLauncher: ProcessLauncher {
    func launch(_ service: ServiceProgram) async throws -> any RunningService { try await DirectService(service) }
}

final class DirectService: RunningService {
    let processID: Int32
    private let ending: Task<Int32, Never>
    private let errorFile: URL

    init(_ service: ServiceProgram) async throws {
        let errorFile = FileManager.default.temporaryDirectory.appending(path: "stderr-\(UUID().uuidString)")
        self.errorFile = errorFile
        let errors = try FileDescriptor.open(
            FilePath(errorFile.path), .writeOnly, options: .create, permissions: .ownerReadWrite)
        let started = AsyncThrowingStream.makeStream(of: Int32.self)
        ending = Task {
            do {
                let result = try await Subprocess.run(
                    .path(FilePath(service.argv[0])), arguments: Arguments(Array(service.argv.dropFirst())),
                    environment: .custom(service.environment.map { Array("\($0)=\($1)\0".utf8) }), input: .none,
                    output: .discarded, error: .fileDescriptor(errors, closeAfterSpawningProcess: true)
                ) { started.continuation.yield($0.processIdentifier.value) }
                switch result.terminationStatus {
                case .exited(let code): return code
                case .signaled(let number): return 128 + number
                }
            } catch {
                started.continuation.finish(throwing: error)
                return -1
            }
        }
        var first = started.stream.makeAsyncIterator()
        processID = try await first.next() ?? -1
    }

    deinit { try? FileManager.default.removeItem(at: errorFile) }

    func waitUntilExit() async -> Int32 { await ending.value }

    func errorTail() async -> String {
        String(decoding: ((try? Data(contentsOf: errorFile)) ?? Data()).suffix(8_192), as: UTF8.self)
    }

    func stop() async {
        ending.cancel()
        _ = await ending.value
    }
}
