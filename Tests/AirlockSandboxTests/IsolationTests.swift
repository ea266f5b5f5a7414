import AirlockCore
import AirlockSandbox
import AirlockTestKit
import Foundation
import Glibc
import Testing

/// What a program inside may see and do.
@Suite struct IsolationTests {
    @Test(arguments: RuntimeKind.installed)
    func `a program is one user without capabilities, privileges to gain or calls to make`(
        _ kind: RuntimeKind
    ) async throws {
        let fixture = try SandboxFixture(kind)
        let status = try await fixture.shell(
            "id -u; id -g; grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status")
        let user = "\(fixture.runtime.user)"
        let lines = status.split(whereSeparator: \.isNewline).map(String.init)
        #expect(
            lines == [
                user, user, "CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2",
            ])
        #expect(user == (kind == .runc ? "0" : "1000"))
    }

    @Test(arguments: RuntimeKind.installed)
    func `a program can open its streams again`(_ kind: RuntimeKind) async throws {
        let result = try await SandboxFixture(kind).run(
            ["/bin/sh", "-c", "cat /dev/stdin > /dev/stdout; echo no > /dev/stderr"], input: "yes\n")
        #expect(result.standardOutput == Array("yes\n".utf8))
        #expect(result.standardError == Array("no\n".utf8))
    }

    @Test(arguments: RuntimeKind.installed)
    func `a program sees none of the host's environment, files and processes`(_ kind: RuntimeKind) async throws {
        let fixture = try SandboxFixture(kind)
        let environment = try await fixture.shell(
            "env | cut -d= -f1 | sort | tr '\\n' ' '; tr '\\0' '\\n' </proc/1/environ | cut -d= -f1 | sort | tr '\\n' ' '"
        )
        #expect(!environment.contains("SWIFT") && !environment.contains("SHELL") && !environment.contains("SUDO"))
        let seen = try await fixture.shell(
            "ls -A / /home /etc /tmp; ls -d /root \(fixture.folder); ls /proc | grep -c '^[0-9]'")
        #expect(seen.contains("cannot access '/root'"))
        #expect(seen.contains("cannot access '\(fixture.folder)'"))
        let processes = try #require(Int(seen.split(separator: "\n").last ?? ""))
        #expect(processes < 8)
    }

    @Test(arguments: RuntimeKind.installed)
    func `a program has no network`(_ kind: RuntimeKind) async throws {
        let listener = try Listener()
        let script = "import socket; socket.create_connection(('127.0.0.1', \(listener.port)), 2)"
        let result = try await SandboxFixture(kind).run(["python3", "-c", script])
        #expect(result.exitStatus == 1)
        #expect(String(decoding: result.standardError, as: UTF8.self).contains("ConnectionRefused"))
        let interfaces = try await SandboxFixture(kind).shell("grep -c : /proc/net/dev")
        #expect(interfaces == "1\n")
    }

    @Test(
        arguments: [
            "mount -t tmpfs tmpfs /tmp", "unshare -U true", "unshare -r true", "chroot / true",
            "python3 -c 'import socket; socket.socket(40, socket.SOCK_STREAM)'",
            "python3 -c 'import socket; socket.socket(17, socket.SOCK_RAW)'",
            "python3 -c 'import fcntl,termios; fcntl.ioctl(0, termios.TIOCSTI, b\"x\")' </dev/null",
            "touch /usr/x", "touch /etc/x", "touch /x", "touch /dev/x", "echo 1 > /proc/sys/kernel/hostname",
        ], RuntimeKind.installed)
    func `a program is refused`(_ command: String, _ kind: RuntimeKind) async throws {
        let result = try await SandboxFixture(kind).run(["/bin/sh", "-c", command])
        #expect(result.exitStatus != 0, "\(kind): \(command)")
    }

    /// Each would succeed or fail otherwise if the kernel came to look at its arguments; 1 is EPERM.
    @Test(
        arguments: [
            "ptrace(16, 0, 0, 0)", "syscall(425, 1, 0)", "syscall(56, 0x10000000 | 17, 0, 0, 0, 0)", "unshare(0)",
            "syscall(248, 0, 0, 0, 0, 0)", "syscall(321, 0, 0, 0)", "syscall(323, 1 << 20)", "setns(-1, 0)",
        ], RuntimeKind.installed)
    func `a system call is refused by the filter`(_ call: String, _ kind: RuntimeKind) async throws {
        #if arch(x86_64)
            let script = "import ctypes; l = ctypes.CDLL(None, use_errno=True); l.\(call); print(ctypes.get_errno())"
            let result = try await SandboxFixture(kind).run(["python3", "-c", script])
            #expect(result.standardOutput == Array("1\n".utf8), "\(kind): \(call)")
        #endif
    }

    @Test(arguments: RuntimeKind.installed)
    func `a program gets no file descriptor but its three`(_ kind: RuntimeKind) async throws {
        let listed = try await SandboxFixture(kind).shell("ls /proc/self/fd | tr '\\n' ' '")
        // 3 is ls's own.
        #expect(listed == "0 1 2 3 ")
    }

    @Test(arguments: RuntimeKind.installed)
    func `the kernel kills a program in the sandbox first`(_ kind: RuntimeKind) async throws {
        #expect(try await SandboxFixture(kind).shell("cat /proc/self/oom_score_adj") == "1000\n")
    }

    @Test(arguments: RuntimeKind.installed)
    func `processes are counted within the sandbox only, and bounded`(_ kind: RuntimeKind) async throws {
        let fixture = try SandboxFixture(kind)
        let script = "i=0; while [ $i -lt 60 ]; do sleep 20 & i=$((i+1)); done; echo all"
        let result = try await fixture.run(["/bin/sh", "-c", script]) { $0.processes = 20 }
        #expect(!String(decoding: result.standardOutput, as: UTF8.self).contains("all"))
        #expect(String(decoding: result.standardError, as: UTF8.self).contains("Cannot fork"))
    }

    @Test(arguments: RuntimeKind.installed)
    func `memory and file size are bounded`(_ kind: RuntimeKind) async throws {
        let fixture = try SandboxFixture(kind)
        let memory = try await fixture.run(["python3", "-c", "bytearray(300 << 20)"]) { $0.memoryBytes = 200 << 20 }
        #expect(String(decoding: memory.standardError, as: UTF8.self).contains("MemoryError"))
        let file = try await fixture.run(["python3", "-c", "open('f','wb').write(b'x' * (2 << 20))"]) {
            $0.fileBytes = 1 << 20
        }
        #expect(file.exitStatus != 0)
    }
}

/// A host port on the loopback that accepts connections.
private final class Listener: Sendable {
    let port: UInt16
    private let socket: Int32

    init() throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (socket, size) = (socket, length)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, size) == 0 && listen(socket, 4) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        guard bound else { throw AirlockError(.backendFailed, "can't listen") }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(socket) }
}
