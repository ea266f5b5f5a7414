import AirlockCore
import CSandbox
import Glibc
import Synchronization

/// One program in a container, from its start to the end of all that it started. Blocks; see ``onOwnThread(_:)``.
struct ContainerRun: Sendable {
    struct Request: Sendable {
        let start: ContainerStart
        let standardInput: [UInt8]
        /// Nil: as much as it likes.
        let limits: Limits?
        /// Whether it may run and write as long as it likes: then its limits of time and output count for nothing.
        let isService: Bool
        let owner: SandboxUser
        /// Nil for a program that writes to no disk.
        let reserve: DiskReserve?
        /// Nil for a program that writes to no layer.
        let quota: LayerQuota?
        /// Where the kernel can hold all of its processes together to the limits; nil: they are sampled.
        let cgroups: CgroupTree?
        /// Its standard input and output, if somebody talks with it; then `standardInput` is empty.
        var dialogue: DialogueSocket?
    }

    struct Outcome: Sendable {
        let exitStatus: Int32
        let stop: ProgramResult.Stop?
        /// Whether the container was set up, so that the exit status is the program's.
        let isStarted: Bool
        let use: ResourceUse
        let report: ActivityReport
        /// Events that the watcher saw; negative if it could not look.
        let events: Int
    }

    let request: Request
    let mounts: HeldMounts
    let output: SharedCapture
    let error: SharedCapture
    let cancellation: Cancellation

    /// Descriptors that a service of ours may have open.
    private static let serviceFiles = 4096
    /// A program is stopped when it has written this many times the output that is kept of it.
    private static let floodFactor = 64
    /// Milliseconds that output may take to drain after everything has ended.
    private static let drainMilliseconds: Int64 = 2000

    /// - Throws: `.unavailable` if the container can't start, `.limitExceeded` for arguments that are too long.
    func run() throws -> Outcome {
        // A program that closes its input must not end us; the signal would be this thread's.
        var pipeSignal = sigset_t()
        sigemptyset(&pipeSignal)
        sigaddset(&pipeSignal, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &pipeSignal, nil)

        let cgroup = try request.limits.flatMap { limits in
            try request.cgroups.map {
                try RunCgroup(in: $0, memoryBytes: limits.memoryBytes, processes: limits.processes)
            }
        }
        defer { cgroup?.remove() }
        let clock = ContinuousClock()
        let start = clock.now
        var streams = try Streams(
            input: request.standardInput, mark: request.start.mark, owner: request.owner,
            dialogue: request.dialogue?.takeProgramEnd())
        var watch = RunWatch(request, cgroup)
        let (watcher, control) = try spawn(streams, cgroup)
        streams.closeChildEnds()
        var ended: airlock_message?
        defer {
            // Else a failure on our side would wait for as long as the program likes.
            if ended == nil { kill(control) }
            var status: Int32 = 0
            while waitpid(watcher, &status, 0) < 0, errno == EINTR {}
        }
        var stop = try follow(&streams, &watch, control, since: start, &ended)
        let duration = start.duration(to: clock.now)
        streams.drain(to: output, error, until: clock.now.advanced(by: .milliseconds(Self.drainMilliseconds)))
        guard let ended else { preconditionFailure("following ends with a message") }
        if ended.step != 0 { throw HeldMounts.error(ended, otherwise: .unavailable) }
        if stop == nil { stop = watch.lookBack(after: duration) }
        let use = watch.use(
            wall: Int(Self.milliseconds(duration)), cpu: Int(ended.cpu_microseconds / 1000),
            largest: Int(ended.largest_bytes))
        return Outcome(
            exitStatus: Self.exitStatus(ended.value), stop: stop, isStarted: streams.saysThatItStarted || stop != nil,
            use: use, report: streams.report, events: Int(ended.events))
    }

    /// Moves its input and output and minds its limits until the watcher says that all has ended.
    /// - Returns: Why it was stopped.
    private func follow(
        _ streams: inout Streams, _ watch: inout RunWatch, _ control: OpenFile, since start: ContinuousClock.Instant,
        _ ended: inout airlock_message?
    ) throws -> ProgramResult.Stop? {
        let clock = ContinuousClock()
        let deadline = request.isService ? nil : request.limits.map { start.advanced(by: .seconds($0.wallSeconds)) }
        var nextLook = start.advanced(by: .milliseconds(RunWatch.milliseconds))
        var stop: ProgramResult.Stop?
        while ended == nil {
            let now = clock.now
            var reason: ProgramResult.Stop? = deadline.map { $0 <= now } == true ? .wallTime : nil
            if reason == nil, stop == nil, watch.isNeeded, now >= nextLook {
                reason = watch.look(at: streams.report.process)
                nextLook = clock.now.advanced(by: .milliseconds(RunWatch.milliseconds))
            }
            let next = watch.isNeeded ? min(deadline ?? nextLook, nextLook) : deadline
            var wait: Int32 = -1
            if stop == nil, let next { wait = reason == nil ? Self.milliseconds(clock.now.duration(to: next)) : 0 }
            let ready = streams.wait(control, cancellation.isRequestedFile, stop == nil, wait)
            streams.transfer(ready, to: output, error)
            if ready.isCancelled { reason = reason ?? .cancelled }
            if isFlooded { reason = reason ?? .output }
            if stop == nil, let reason {
                stop = reason
                kill(control)
            }
            if ready.isControlReady {
                guard let message = try HeldMounts.receive(control, 0).message else {
                    throw AirlockError(
                        .backendFailed, "the process that watches over a program died", hint: "run it again")
                }
                ended = message
            }
        }
        return stop
    }

    private var isFlooded: Bool {
        guard !request.isService, let limit = request.limits?.outputBytes else { return false }
        let (most, overflow) = limit.multipliedReportingOverflow(by: Self.floodFactor)
        return !overflow && output.total + error.total > most
    }

    private func kill(_ control: OpenFile) {
        var byte: UInt8 = 0
        _ = send(control.number, &byte, 1, Int32(MSG_NOSIGNAL))
    }

    private func spawn(_ streams: Streams, _ cgroup: RunCgroup?) throws -> (pid_t, OpenFile) {
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
                    raw.network_namespace = mounts.network.number
                    raw.argv = argv
                    raw.envp = envp
                    raw.input = streams.childInput
                    raw.output = streams.childOutput
                    raw.error = streams.childError
                    raw.status = streams.childStatus
                    raw.report = request.isService ? -1 : streams.childReport
                    raw.filter = filter.baseAddress
                    raw.filter_length = filter.count
                    raw.uid = request.owner.uid
                    raw.gid = request.owner.gid
                    limit(&raw, cgroup)
                    return try (start.bundle ?? .none).lend(to: &raw) { raw in
                        try shimCall("start a program") { airlock_spawn(&raw, &control) }
                    }
                }
            }
        }
        return (pid, OpenFile(owning: control))
    }

    private func limit(_ raw: inout airlock_spawn_request, _ cgroup: RunCgroup?) {
        let limits = request.limits
        if !request.start.limitsByItself {
            raw.data_bytes = UInt64(max(limits?.memoryBytes ?? 0, 0))
            raw.file_bytes = UInt64(max(limits?.fileBytes ?? 0, 0))
        }
        raw.open_files = UInt64(max(limits?.openFiles ?? Self.serviceFiles, 1))
        raw.cpu_seconds = request.isService ? 0 : UInt64(max(limits?.cpuSeconds ?? 0, 0))
        withUnsafeMutableBytes(of: &raw.cgroups) { bytes in
            let entrances = bytes.bindMemory(to: Int32.self)
            for index in entrances.indices {
                entrances[index] =
                    cgroup.flatMap { index < $0.entrances.count ? $0.entrances[index].number : nil } ?? -1
            }
        }
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
    var sha256: String { capture.withLock(\.sha256) }
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
