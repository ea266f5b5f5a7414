import AirlockCore
import AirlockTestKit
import Testing

@testable import AirlockSandbox

/// What a run is seen to do.
@Suite struct ActivityTests {
    private static func activity(_ argv: [String], _ kind: RuntimeKind) async throws -> ProgramActivity {
        let fixture = try SandboxFixture(kind)
        let effect = try await SandboxConformance.measure(in: fixture.sandbox, on: .empty) { workspace in
            _ = try await workspace.run(Program(argv, limits: SandboxConformance.limits))
        }
        guard case .observed(let activity)? = effect.runs.first?.activity else {
            throw AirlockError(.backendFailed, "not observed")
        }
        return activity
    }

    @Test(arguments: RuntimeKind.installed)
    func `programs that are started are seen, those of the runtime are not`(_ kind: RuntimeKind) async throws {
        let activity = try await Self.activity(["/bin/sh", "-c", "/usr/bin/env true; exec /no/such"], kind)
        #expect(activity.programs == ["/bin/sh", "/usr/bin/env", "/usr/bin/true", "/no/such"])
        #expect(activity.connections == [])
        #expect(activity.leftOut == 0)
    }

    @Test(arguments: RuntimeKind.installed)
    func `connections that are tried are seen, refused as they are`(_ kind: RuntimeKind) async throws {
        let script = """
            import socket
            def attempt(f):
                try: f()
                except OSError: pass
            attempt(lambda: socket.create_connection(('93.184.216.34', 80), 1))
            attempt(lambda: socket.create_connection(('127.0.0.1', 80), 1))
            attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('8.8.8.8', 53)))
            attempt(lambda: socket.socket(socket.AF_INET6).connect(('2606:4700::1111', 443)))
            attempt(lambda: socket.socket(socket.AF_UNIX).connect('/tmp/none'))
            """
        let activity = try await Self.activity(["python3", "-c", script], kind)
        #expect(
            activity.connections.map { "\($0.host) \($0.port)" } == [
                "93.184.216.34 80", "8.8.8.8 53", "2606:4700::1111 443",
            ])
        #expect(activity.connections.allSatisfy { !$0.isAllowed && $0.reason == "no network" })
    }

    @Test(arguments: RuntimeKind.installed)
    func `more than a thousand starts are counted`(_ kind: RuntimeKind) async throws {
        let activity = try await Self.activity(
            [
                "/bin/sh", "-c", "i=0; while [ $i -lt 1100 ]; do /no/such 2>/dev/null; i=$((i+1)); done",
            ], kind)
        #expect(activity.programs.count == 1000)
        #expect(activity.leftOut == 101)
    }
}
