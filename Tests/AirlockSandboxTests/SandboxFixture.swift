import AirlockCore
import AirlockSandbox
import AirlockTestKit
import Foundation
import Glibc

/// A sandbox on layers of its own, removed with it.
final class SandboxFixture: Sendable {
    let folder: String
    let sandbox: OverlaySandbox
    let runtime: SandboxRuntime

    init(_ kind: RuntimeKind = .bubblewrap) throws {
        runtime = try kind.runtime
        folder = NSTemporaryDirectory() + "airlock-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        sandbox = try Self.open(folder, runtime)
    }

    /// The same layers, as the next start of the program sees them.
    func reopen() throws -> OverlaySandbox { try Self.open(folder, runtime) }

    private static func open(_ folder: String, _ runtime: SandboxRuntime) throws -> OverlaySandbox {
        try OverlaySandbox(folder: folder + "/layers", toolchains: [], temporaryBytes: 64 << 20, runtime: runtime)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Runs one program in a trial and forgets what it did.
    func run(
        _ argv: [String], on base: Snapshot = .empty, input: String = "", _ change: (inout Limits) -> Void = { _ in }
    ) async throws -> ProgramResult {
        var limits = SandboxConformance.limits
        change(&limits)
        let program = Program(argv, standardInput: Array(input.utf8), limits: limits)
        let result = Latest<ProgramResult>()
        try await SandboxConformance.measure(in: sandbox, on: base) { await result.set(try await $0.run(program)) }
        guard let value = await result.value else { throw AirlockError(.backendFailed, "no result") }
        return value
    }

    /// The output of a shell script.
    func shell(_ script: String, on base: Snapshot = .empty) async throws -> String {
        String(
            decoding: try await run(["/bin/sh", "-c", "exec 2>&1; " + script], on: base).standardOutput, as: UTF8.self)
    }

    /// Keeps what a shell script did.
    func keep(_ script: String, on base: Snapshot = .empty) async throws -> Snapshot {
        try await SandboxConformance.keep(in: sandbox, on: base) { workspace in
            let result = try await workspace.run(
                Program(["/bin/sh", "-ec", script], limits: SandboxConformance.limits))
            guard result.exitStatus == 0 else {
                throw AirlockError(.commandFailed, String(decoding: result.standardError, as: UTF8.self))
            }
        }
    }

    /// What a shell script changed, as `kind type path`.
    func changes(_ script: String, on base: Snapshot = .empty) async throws -> [String] {
        let effect = try await SandboxConformance.measure(in: sandbox, on: base) { workspace in
            let result = try await workspace.run(
                Program(["/bin/sh", "-ec", script], limits: SandboxConformance.limits))
            guard result.exitStatus == 0 else {
                throw AirlockError(.commandFailed, String(decoding: result.standardError, as: UTF8.self))
            }
        }
        return effect.changes.map { "\($0.kind) \($0.type) \($0.path)" }
    }
}

/// Brings a value out of a closure.
actor Latest<Value: Sendable> {
    private(set) var value: Value?
    func set(_ new: Value) { value = new }
}

extension SandboxFixture {
    /// What lies in the layers folder.
    func layerNames() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder + "/layers").sorted()
    }

    func trashNames() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder + "/layers/trash").sorted()
    }
}
