import AirlockCore
import CSandbox
import Glibc
import Synchronization

/// One program in a container, from its start to the end of all that it started. Blocks; see ``onOwnThread(_:)``.
struct ContainerRun: Sendable {
    struct Request: Sendable {
        let start: ContainerStart
        let standardInput: [UInt8]
        /// Nil: as long as it likes.
        let wallSeconds: Int?
        /// Bytes of output after which it is stopped; nil: as much as it likes.
        let floodBytes: Int?
        let memoryBytes: Int?
        let fileBytes: Int?
        let owner: SandboxUser
        /// Nil for a program that writes to no disk.
        let reserve: DiskReserve?
    }

    struct Outcome: Sendable {
        let exitStatus: Int32
        let stop: ProgramResult.Stop?
        /// Whether the container was set up, so that the exit status is the program's.
        let isStarted: Bool
        let milliseconds: Int
    }

    let request: Request
    let mounts: HeldMounts
    let output: SharedCapture
    let error: SharedCapture
    let cancellation: Cancellation

    /// Descriptors a program may have open; enough for compilers and package managers.
    private static let openFiles: UInt64 = 4096
    /// Milliseconds that output may take to drain after everything has ended.
    private static let drainMilliseconds: Int64 = 2000
    /// Milliseconds between two looks at the disk.
    private static let diskMilliseconds: Int32 = 1000

    /// - Throws: `.unavailable` if the container can't start, `.limitExceeded` for arguments that are too long.
    func run() throws -> Outcome {
        let clock = ContinuousClock()
        let start = clock.now
        // A program that closes its input must not end us; the signal would be this thread's.
        var pipeSignal = sigset_t()
        sigemptyset(&pipeSignal)
        sigaddset(&pipeSignal, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &pipeSignal, nil)

        var streams = try Streams(input: request.standardInput, mark: request.start.mark)
        let (watcher, control) = try spawn(streams)
        streams.closeChildEnds()
        var stop: ProgramResult.Stop?
        var ended: airlock_message?
        defer {
            // Else a failure on our side would wait for as long as the program likes.
            if ended == nil { _ = kill(.cancelled, control) }
            var status: Int32 = 0
            while waitpid(watcher, &status, 0) < 0, errno == EINTR {}
        }
        let deadline = request.wallSeconds.map { start.advanced(by: .seconds($0)) }
        var nextLook = start.advanced(by: .milliseconds(Self.diskMilliseconds))
        while ended == nil {
            let remaining = deadline.map { clock.now.duration(to: $0) }
            if stop == nil, let remaining, remaining <= .zero { stop = kill(.wallTime, control) }
            if stop == nil, let reserve = request.reserve, clock.now >= nextLook {
                nextLook = clock.now.advanced(by: .milliseconds(Self.diskMilliseconds))
                if reserve.isTouched { stop = kill(.disk, control) }
            }
            let wait = stop == nil ? wait(remaining) : -1
            let ready = streams.wait(control, cancellation.isRequestedFile, stop == nil, wait)
            streams.transfer(ready, to: output, error)
            if stop == nil, ready.isCancelled { stop = kill(.cancelled, control) }
            if stop == nil, let flood = request.floodBytes, output.total + error.total > flood {
                stop = kill(.output, control)
            }
            if ready.isControlReady {
                guard let message = try HeldMounts.receive(control, 0).message else {
                    throw AirlockError(
                        .backendFailed, "the process that watches over a program died", hint: "run it again")
                }
                ended = message
            }
        }
        streams.drain(to: output, error, until: clock.now.advanced(by: .milliseconds(Self.drainMilliseconds)))
        guard let ended else { preconditionFailure("the loop ends with a message") }
        if ended.step != 0 { throw HeldMounts.error(ended, otherwise: .unavailable) }
        return Outcome(
            exitStatus: Self.exitStatus(ended.value), stop: stop, isStarted: streams.saysThatItStarted || stop != nil,
            milliseconds: Int(Self.milliseconds(start.duration(to: clock.now))))
    }

    /// Milliseconds until something is to be looked at that doesn't show by itself; -1 for never.
    private func wait(_ remaining: Duration?) -> Int32 {
        let look = request.reserve == nil ? nil : Self.diskMilliseconds
        let end = remaining.map(Self.milliseconds)
        return min(look ?? .max, end ?? .max) == .max ? -1 : min(look ?? .max, end ?? .max)
    }

    private func kill(_ reason: ProgramResult.Stop, _ control: OpenFile) -> ProgramResult.Stop {
        var byte: UInt8 = 0
        _ = send(control.number, &byte, 1, Int32(MSG_NOSIGNAL))
        return reason
    }

    private func spawn(_ streams: Streams) throws -> (pid_t, OpenFile) {
        let start = request.start
        let environment = start.environment.map { "\($0.key)=\($0.value)" }.sorted()
        var control: Int32 = -1
        let filter = SystemCallFilter.program
        guard !filter.isEmpty else {
            throw AirlockError(.unavailable, "there is no system-call filter for this machine")
        }
        let pid = try withCStrings(start.argv) { argv in
            try withCStrings(environment) { envp in
                try filter.withUnsafeBytes { filter in
                    var raw = airlock_spawn_request()
                    raw.user_namespace = mounts.user.number
                    raw.mount_namespace = mounts.mount.number
                    raw.argv = argv
                    raw.envp = envp
                    raw.input = streams.childInput
                    raw.output = streams.childOutput
                    raw.error = streams.childError
                    raw.status = streams.childStatus
                    raw.filter = filter.baseAddress
                    raw.filter_length = filter.count
                    raw.data_bytes = start.limitsByItself ? 0 : UInt64(request.memoryBytes ?? 0)
                    raw.file_bytes = start.limitsByItself ? 0 : UInt64(request.fileBytes ?? 0)
                    raw.open_files = Self.openFiles
                    raw.uid = request.owner.uid
                    raw.gid = request.owner.gid
                    return try (start.bundle ?? .none).lend(to: &raw) { raw in
                        try shimCall("start a program") { airlock_spawn(&raw, &control) }
                    }
                }
            }
        }
        return (pid, OpenFile(owning: control))
    }

    /// A wait status as shells say it: the exit status, or 128 + the signal.
    private static func exitStatus(_ status: Int32) -> Int32 {
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    /// Rounded up, so that a wait doesn't end before its time.
    private static func milliseconds(_ duration: Duration) -> Int32 {
        let (seconds, attoseconds) = duration.components
        return Int32(
            clamping: max(seconds, 0) * 1000 + (max(attoseconds, 0) + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}

/// A capture that one thread fills while others look.
final class SharedCapture: Sendable {
    private let capture: Mutex<OutputCapture>

    init(limit: Int) { capture = Mutex(OutputCapture(limit: limit)) }

    func append(_ bytes: ArraySlice<UInt8>) { capture.withLock { $0.append(bytes) } }

    var total: Int { capture.withLock(\.total) }
    var bytes: [UInt8] { capture.withLock(\.bytes) }
    var newest: [UInt8] { capture.withLock(\.newest) }
}

/// Wakes a thread that waits for a program.
final class Cancellation: Sendable {
    /// Readable once cancelled.
    let isRequestedFile: OpenFile
    private let writeEnd: OpenFile

    init() throws(SystemFailure) {
        var ends: [Int32] = [-1, -1]
        try shimCall("make a pipe") { airlock_pipe(&ends) }
        isRequestedFile = OpenFile(owning: ends[0])
        writeEnd = OpenFile(owning: ends[1])
    }

    static func make() throws(AirlockError) -> Cancellation {
        do { return try Cancellation() } catch { throw error.airlockError }
    }

    func request() {
        var byte: UInt8 = 1
        _ = write(writeEnd.number, &byte, 1)
    }
}

/// The seccomp program, assembled once.
enum SystemCallFilter {
    static let program: [UInt8] = {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let length = bytes.withUnsafeMutableBytes { airlock_filter($0.baseAddress, $0.count) }
        return Array(bytes.prefix(length))
    }()
}
