import AirlockCore
import AirlockTestKit
import Foundation
import Glibc
import Synchronization
import Testing

@testable import AirlockSandbox

/// How a program with a lease gets out, and how one without doesn't. The real gate is tested in AirlockNetTests.
@Suite struct WayOutTests {
    private static let script = """
        import os, socket
        try:
            s = socket.create_connection(('127.0.0.1', 3128), 2)
            s.sendall(b'CONNECT example.org:443 HTTP/1.1\\r\\n\\r\\n')
            print(os.environ['https_proxy'], s.recv(100).decode())
        except OSError as e:
            print(os.environ.get('https_proxy'), type(e).__name__)
        """

    private static func run(
        _ kind: RuntimeKind, _ lease: EgressLease?, through gate: (any EgressGate)?
    ) async throws -> (text: String, activity: Observation?) {
        let fixture = try SandboxFixture(kind)
        let sandbox = try OverlaySandbox(
            folder: fixture.folder + "/layers", toolchains: [], temporaryBytes: 16 << 20, runtime: fixture.runtime,
            egress: gate)
        let text = Latest<String>()
        let effect = try await SandboxConformance.measure(in: sandbox, on: .empty) { workspace in
            let program = Program(
                ["python3", "-c", script], limits: SandboxConformance.limits, egress: lease)
            await text.set(String(decoding: try await workspace.run(program).standardOutput, as: UTF8.self))
        }
        return (await text.value ?? "", effect.runs.first?.activity)
    }

    @Test(arguments: RuntimeKind.installed)
    func `a lease opens a socket on the program's own loopback, and what it asked for is on record`(
        _ kind: RuntimeKind
    ) async throws {
        let gate = AnsweringGate()
        let (text, activity) = try await Self.run(kind, try EgressLease(["example.org:443"]), through: gate)
        #expect(text == "http://127.0.0.1:3128 heard CONNECT example.org:443\n")
        #expect(gate.leases == [try EgressLease(["example.org:443"])])
        guard case .observed(let seen)? = activity else {
            Issue.record("not observed")
            return
        }
        #expect(seen.connections == [AnsweringGate.attempt])
        #expect(gate.isClosed)
    }

    @Test(arguments: RuntimeKind.installed)
    func `without a lease nothing listens and nothing says so`(_ kind: RuntimeKind) async throws {
        let (text, _) = try await Self.run(kind, nil, through: AnsweringGate())
        #expect(text == "None ConnectionRefusedError\n")
    }

    @Test func `a lease without a gate runs nothing`() async throws {
        let error = await #expect(throws: AirlockError.self) {
            try await Self.run(.bubblewrap, try EgressLease(["example.org:443"]), through: nil)
        }
        #expect(error?.code == .unavailable)
    }
}

/// Answers one connection with what it heard.
private final class AnsweringGate: EgressGate, EgressSession {
    static let attempt = ConnectionAttempt(host: "example.org", port: 443, isAllowed: true, reason: nil)
    private let state = Latch()

    var leases: [EgressLease] { state.leases }
    var isClosed: Bool { state.isClosed }

    func serve(_ lease: EgressLease, on listener: Int32) async throws -> any EgressSession {
        state.open(lease, listener)
        Thread.detachNewThread {
            var wait = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            guard poll(&wait, 1, 20_000) == 1 else { return }
            let client = accept(listener, nil, nil)
            var buffer = [UInt8](repeating: 0, count: 100)
            let count = read(client, &buffer, 100)
            let line = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self).split(separator: " ").prefix(2)
            let answer = "heard " + line.joined(separator: " ")
            _ = write(client, answer, answer.utf8.count)
            Glibc.close(client)
        }
        return self
    }

    func attempts() async -> [ConnectionAttempt] { [Self.attempt] }

    func close() async { state.close() }
}

private final class Latch: Sendable {
    private let state = Mutex<(leases: [EgressLease], listener: Int32?)>(([], nil))

    var leases: [EgressLease] { state.withLock(\.leases) }
    var isClosed: Bool { state.withLock { $0.listener == nil } }

    func open(_ lease: EgressLease, _ listener: Int32) {
        state.withLock {
            $0.leases.append(lease)
            $0.listener = listener
        }
    }

    func close() {
        state.withLock {
            if let listener = $0.listener { Glibc.close(listener) }
            $0.listener = nil
        }
    }
}
