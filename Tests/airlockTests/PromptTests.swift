import AirlockCore
import Foundation
import Testing

@testable import airlock

/// `airlock run` on a terminal, planning by keywords (no model in its cache).
@Suite(.serialized) struct PromptTests {
    private static let task = "Run the command `echo $((6*7)) > answer.txt`"

    @Test func `Ctrl-C at the approval prompt ends the run and says how it goes on`() async throws {
        let installation = try Installation()
        let terminal = try Terminal()
        let process = try await start(installation, on: terminal)
        _ = await terminal.read(until: "[y/N] ")
        kill(process.processID, SIGINT)
        let rest = await terminal.read(until: "airlock jobs retry job_")
        #expect(rest.contains("Interrupted"), "\(rest)")
        let status = rest.contains("Interrupted") ? await process.status() : await process.end(by: SIGKILL)
        #expect(status == 130)
    }

    @Test func `an answer that came too late is said, and the run goes on`() async throws {
        let installation = try Installation()
        let terminal = try Terminal()
        let process = try await start(installation, on: terminal)
        _ = await terminal.read(until: "[y/N] ")
        let waiting = try await installation.run("approvals", "list").output
        let id = String(waiting.prefix { $0 != " " })
        #expect(try await installation.run("approvals", "approve", id).status == 0)
        try terminal.type("y\n")
        #expect(await terminal.read(until: "too late").contains("too late"))
        let end = await terminal.read(until: "Web page")
        let status = end.contains("Web page") ? await process.status() : await process.end(by: SIGKILL)
        #expect(status == 0)
    }

    private func start(_ installation: Installation, on terminal: Terminal) async throws -> RunningProgram {
        try await RunningProgram.start(
            Installation.binary, ["run", Self.task],
            environment: installation.environment(["AIRLOCK_CACHE": installation.folder + "/no-cache"]),
            on: terminal.inside)
    }
}

/// A pseudoterminal: what a person would sit at.
private final class Terminal: Sendable {
    let inside: FileHandle
    private let outside: FileHandle

    init() throws {
        var (outer, inner): (Int32, Int32) = (-1, -1)
        guard openpty(&outer, &inner, nil, nil, nil) == 0 else {
            throw AirlockError(.unavailable, "no pseudoterminal: \(errno)")
        }
        inside = FileHandle(fileDescriptor: inner, closeOnDealloc: true)
        outside = FileHandle(fileDescriptor: outer, closeOnDealloc: true)
    }

    func type(_ text: String) throws { try outside.write(contentsOf: Data(text.utf8)) }

    /// What was shown up to `mark`, or all that was shown before twenty silent seconds. Read on a thread of its own.
    func read(until mark: String) async -> String {
        let descriptor = outside.fileDescriptor
        return await withCheckedContinuation { done in
            let reader = Thread {
                var shown: [UInt8] = []
                var byte: UInt8 = 0
                var input = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                while !String(decoding: shown, as: UTF8.self).hasSuffix(mark), poll(&input, 1, 20_000) == 1,
                    Foundation.read(descriptor, &byte, 1) == 1
                {
                    shown.append(byte)
                }
                done.resume(returning: String(decoding: shown, as: UTF8.self))
            }
            reader.start()
        }
    }
}
