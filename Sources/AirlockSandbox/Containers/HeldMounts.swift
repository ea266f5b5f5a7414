import AirlockCore
import CSandbox
import Foundation
import Glibc
import Synchronization

/// A process that holds a user namespace, a mount namespace and the mounts in it, so that several programs can run one after
/// the other on the same mounts. It dies with this process, however that ends.
final class HeldMounts: Sendable {
    let user: OpenFile
    let mount: OpenFile
    /// Nothing but a loopback of its own.
    let network: OpenFile
    /// One question and its answer at a time.
    private let control: Mutex<OpenFile>

    private init(user: OpenFile, mount: OpenFile, network: OpenFile, control: OpenFile) {
        self.user = user
        self.mount = mount
        self.network = network
        self.control = Mutex(control)
    }

    /// What to mount.
    struct Request: Sendable {
        struct Overlay: Sendable {
            /// What `options` are relative to.
            let folder: OpenFile
            let options: String
            /// Relative to `folder`; the layer that is written.
            let upper: String
            /// Options of a second overlay, at `/tmp/r`; its upper folder lies on the same file system.
            var root: String?
        }

        let overlay: Overlay?
        /// Absolute host paths; the one with index `i` appears at `/tmp/s/i`.
        let sources: [String]
        let owner: SandboxUser
    }

    /// Milliseconds for making namespaces and mounts; measured: 2 to 10.
    private static let startMilliseconds: Int32 = 20_000
    /// Milliseconds for unmounting and writing a layer to a slow disk.
    private static let endMilliseconds: Int32 = 300_000

    /// - Throws: `.unavailable` that says what the machine refused.
    static func hold(_ request: Request) async throws -> HeldMounts {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                do {
                    let pid = try start(request, continuation)
                    // The holder dies with this thread, so it stays until the holder ends by itself.
                    var status: Int32 = 0
                    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
                } catch let failure as SystemFailure {
                    continuation.resume(throwing: failure.airlockError)
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }

    /// Unmounts, and writes the layer to the disk if it is to be `kept`. Every program must have ended.
    /// - Throws: `.backendFailed`, also if something still uses the mount.
    func end(kept: Bool) async throws {
        try await onOwnThread { _ = try self.ask(kept ? AIRLOCK_KEEP : AIRLOCK_FORGET, Self.endMilliseconds) }
    }

    /// A socket that listens on the loopback of the network namespace, where no other way out exists; whoever accepts from it
    /// is outside.
    /// - Throws: `.unavailable`.
    func listen() async throws -> OpenFile {
        try await onOwnThread {
            guard let listener = try self.ask(AIRLOCK_LISTEN, Self.startMilliseconds).first else {
                throw AirlockError(.unavailable, "the sandbox gave no socket for its way out")
            }
            return listener
        }
    }

    /// What the holder sends back with its answer.
    private func ask(_ question: Int32, _ milliseconds: Int32) throws -> [OpenFile] {
        try control.withLock { control in
            var byte = UInt8(question)
            try systemCall("reach the process that holds the mounts") {
                Int32(send(control.number, &byte, 1, Int32(MSG_NOSIGNAL)))
            }
            let (message, files) = try Self.receive(control, milliseconds)
            guard let message else {
                throw AirlockError(.backendFailed, "the process that holds the mounts died", hint: "run it again")
            }
            if message.step != 0 { throw Self.error(message, otherwise: .backendFailed) }
            return files
        }
    }

    /// Hands the mounts over and keeps no reference to them: they end when nobody else holds them.
    private static func start(
        _ request: Request, _ continuation: CheckedContinuation<HeldMounts, any Error>
    ) throws -> pid_t {
        var control: Int32 = -1
        let pid = try fork(request, &control)
        let socket = OpenFile(owning: control)
        do {
            let (message, files) = try receive(socket, startMilliseconds)
            guard let message else {
                throw AirlockError(.unavailable, "the process that holds the mounts died")
            }
            guard message.step == 0, files.count == 3 else { throw error(message, otherwise: .unavailable) }
            continuation.resume(
                returning: HeldMounts(user: files[0], mount: files[1], network: files[2], control: socket))
            return pid
        } catch {
            kill(pid, SIGKILL)
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            throw error
        }
    }

    private static func fork(_ request: Request, _ control: inout Int32) throws -> pid_t {
        try withCStrings(request.sources) { sources in
            let files = SandboxSystemFiles.all
            return try withCStrings(files.map { "/tmp/etc/\($0.name)" } + files.map(\.text)) { texts in
                let staged = files.indices.map {
                    airlock_stage_file(path: texts[$0], text: texts[$0 + files.count])
                }
                return try withCStrings([
                    request.overlay?.options ?? "", request.overlay?.upper ?? "", request.overlay?.root ?? "",
                    try ContainerStarter.file,
                ]) { overlay in
                    try staged.withUnsafeBufferPointer { staged in
                        var raw = airlock_hold_request()
                        raw.layers = request.overlay?.folder.number ?? -1
                        raw.overlay = request.overlay == nil ? nil : overlay[0]
                        raw.upper = request.overlay == nil ? nil : overlay[1]
                        raw.root = request.overlay?.root == nil ? nil : overlay[2]
                        raw.sources = sources
                        raw.starter = overlay[3]
                        raw.files = staged.baseAddress
                        raw.file_count = staged.count
                        raw.uid = request.owner.uid
                        raw.gid = request.owner.gid
                        return try shimCall("start a sandbox") { airlock_hold(&raw, &control) }
                    }
                }
            }
        }
    }

    /// One message of a control socket; nil when the other side is gone.
    static func receive(
        _ control: OpenFile, _ milliseconds: Int32
    ) throws(SystemFailure) -> (message: airlock_message?, files: [OpenFile]) {
        var message = airlock_message()
        var sent = [Int32](repeating: -1, count: Int(AIRLOCK_MAXIMUM_SENT))
        let result = try shimCall("hear from the sandbox") {
            airlock_receive(control.number, &message, &sent, milliseconds)
        }
        return (result == 0 ? nil : message, sent.filter { $0 >= 0 }.map(OpenFile.init(owning:)))
    }

    /// What a step that failed means to a person.
    static func error(_ message: airlock_message, otherwise code: AirlockError.Code) -> AirlockError {
        let step = String(cString: airlock_step_name(message.step))
        let reason = String(cString: strerror(message.value))
        if message.value == E2BIG {
            return AirlockError(.limitExceeded, "the arguments are too long", hint: "pass long text by a file")
        }
        let isDisk = message.value == ENOSPC || message.value == EDQUOT
        return AirlockError(
            isDisk ? .backendFailed : code, "the sandbox can't \(step): \(reason)",
            hint: isDisk ? "free some disk space" : "`airlock doctor` says what this machine lacks")
    }
}
