import AirlockCore
import Foundation
import Glibc

/// The driver's own program, run with an empty environment and given up after a while: a broken driver lets it hang.
struct DriverProgram {
    let path: String
    let patience: Duration

    /// Its standard output, of at most 64 KiB.
    /// - Throws: `.unavailable` if it can't be run, fails or hangs.
    func output(of arguments: [String]) throws(AirlockError) -> String {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            throw AirlockError(.unavailable, "\(path) can't be run: \(error.localizedDescription)")
        }
        let text = read(output.fileHandleForReading.fileDescriptor, until: .now + patience)
        guard let text else {
            // Not waited for: what it started may outlive it and keep the wait from ending. Closing ends who still writes.
            kill(process.processIdentifier, SIGKILL)
            try? output.fileHandleForReading.close()
            throw AirlockError(.unavailable, "\(path) said nothing of use within \(patience)")
        }
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw AirlockError(.unavailable, "\(path) failed with status \(process.terminationStatus)")
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil if it was not done in time, or said too much.
    private func read(_ descriptor: Int32, until end: ContinuousClock.Instant) -> [UInt8]? {
        var text: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while text.count <= 64 << 10 {
            let left = Int32(clamping: Int((end - .now) / .milliseconds(1)))
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard left > 0, poll(&waiting, 1, left) > 0 else { return nil }
            let count = Glibc.read(descriptor, &piece, piece.count)
            guard count > 0 else { return text }
            text += piece[..<count]
        }
        return nil
    }
}
