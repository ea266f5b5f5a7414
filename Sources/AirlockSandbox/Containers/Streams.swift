import CSandbox
import Glibc

/// The pipes between us and one running program.
struct Streams {
    private var input: OpenFile?
    private var output: OpenFile?
    private var error: OpenFile?
    private var status: OpenFile?
    private var reportFile: OpenFile?
    private var childEnds: [OpenFile]
    private var unwritten: ArraySlice<UInt8>
    private var buffer = [UInt8](repeating: 0, count: 65536)
    private var statusText: [UInt8] = []
    /// What the watcher said so far.
    private(set) var report = ActivityReport()
    private let mark: String

    let childInput: Int32
    let childOutput: Int32
    let childError: Int32
    let childStatus: Int32
    let childReport: Int32

    /// What a wait found.
    struct Ready {
        var isControlReady = false
        var isCancelled = false
        fileprivate var input = false
        fileprivate var output = false
        fileprivate var error = false
        fileprivate var status = false
        fileprivate var report = false
    }

    /// - Parameters:
    ///   - mark: What says on the status pipe that the program was started.
    ///   - owner: Whom the pipes belong to, so that a program can open them again (`/dev/stdout`).
    ///   - dialogue: What is its standard input and output instead, and closed with the child's ends.
    init(
        input bytes: [UInt8], mark: String, owner: SandboxUser, dialogue: OpenFile? = nil
    ) throws(SystemFailure) {
        self.mark = mark
        let (readOutput, writeOutput) = try Self.pipe()
        let (readError, writeError) = try Self.pipe()
        let (readStatus, writeStatus) = try Self.pipe()
        let (readReport, writeReport) = try Self.pipe()
        try systemCall("set up a pipe") { fcntl(writeReport.number, F_SETFL, O_NONBLOCK) }
        for end in [writeOutput, writeError] { try owner.take(end, mode: 0o600) }
        output = readOutput
        error = readError
        status = readStatus
        reportFile = readReport
        unwritten = bytes[...]
        let source: OpenFile
        if let dialogue {
            source = dialogue
            input = nil
        } else if bytes.isEmpty {
            source = OpenFile(
                owning: try systemCall("open /dev/null") { open("/dev/null", O_RDONLY | O_CLOEXEC) })
            input = nil
        } else {
            let (readInput, writeInput) = try Self.pipe()
            try systemCall("set up a pipe") { fcntl(writeInput.number, F_SETFL, O_NONBLOCK) }
            try owner.take(readInput, mode: 0o600)
            source = readInput
            input = writeInput
        }
        childInput = source.number
        childOutput = (dialogue ?? writeOutput).number
        childError = writeError.number
        childStatus = writeStatus.number
        childReport = writeReport.number
        childEnds = [source, writeOutput, writeError, writeStatus, writeReport]
    }

    mutating func closeChildEnds() { childEnds = [] }

    var saysThatItStarted: Bool { String(decoding: statusText, as: UTF8.self).contains(mark) }

    /// - Parameter milliseconds: -1 for as long as it takes.
    func wait(_ control: OpenFile?, _ cancellation: OpenFile?, _ minded: Bool, _ milliseconds: Int32) -> Ready {
        let readable = Int16(POLLIN)
        var files = [
            pollfd(fd: control?.number ?? -1, events: readable, revents: 0),
            pollfd(fd: minded ? cancellation?.number ?? -1 : -1, events: readable, revents: 0),
            pollfd(fd: output?.number ?? -1, events: readable, revents: 0),
            pollfd(fd: error?.number ?? -1, events: readable, revents: 0),
            pollfd(fd: status?.number ?? -1, events: readable, revents: 0),
            pollfd(fd: input?.number ?? -1, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: reportFile?.number ?? -1, events: readable, revents: 0),
        ]
        var ready = Ready()
        guard poll(&files, UInt(files.count), milliseconds) > 0 else { return ready }
        ready.isControlReady = files[0].revents != 0
        ready.isCancelled = files[1].revents != 0
        ready.output = files[2].revents != 0
        ready.error = files[3].revents != 0
        ready.status = files[4].revents != 0
        ready.input = files[5].revents != 0
        ready.report = files[6].revents != 0
        return ready
    }

    mutating func transfer(_ ready: Ready, to outputCapture: SharedCapture, _ errorCapture: SharedCapture) {
        if ready.output, !read(output, into: outputCapture) { output = nil }
        if ready.error, !read(error, into: errorCapture) { error = nil }
        if ready.status { readStatus() }
        if ready.input { writeInput() }
        if ready.report { readReport() }
    }

    /// Reads what is left after everything has ended.
    mutating func drain(
        to outputCapture: SharedCapture, _ errorCapture: SharedCapture, until deadline: ContinuousClock.Instant
    ) {
        input = nil
        while output != nil || error != nil || status != nil || reportFile != nil, ContinuousClock().now < deadline {
            transfer(wait(nil, nil, false, 50), to: outputCapture, errorCapture)
        }
    }

    /// Whether there may be more.
    private mutating func read(_ file: OpenFile?, into capture: SharedCapture) -> Bool {
        guard let file else { return false }
        let count = buffer.withUnsafeMutableBytes { Glibc.read(file.number, $0.baseAddress, $0.count) }
        if count < 0 { return errno == EINTR || errno == EAGAIN }
        capture.append(buffer[..<count])
        return count > 0
    }

    private mutating func readStatus() {
        guard let status else { return }
        let count = buffer.withUnsafeMutableBytes { Glibc.read(status.number, $0.baseAddress, $0.count) }
        if count > 0, statusText.count < 4096 { statusText += buffer[..<count] }
        if count == 0 { self.status = nil }
    }

    private mutating func readReport() {
        guard let reportFile else { return }
        let count = buffer.withUnsafeMutableBytes { Glibc.read(reportFile.number, $0.baseAddress, $0.count) }
        if count > 0 { report.append(buffer[..<count]) }
        if count == 0 { self.reportFile = nil }
    }

    private mutating func writeInput() {
        guard let input else { return }
        let count = unwritten.withUnsafeBytes { Glibc.write(input.number, $0.baseAddress, min($0.count, 65536)) }
        if count > 0 { unwritten = unwritten.dropFirst(count) }
        if unwritten.isEmpty || (count < 0 && errno != EINTR && errno != EAGAIN) { self.input = nil }
    }

    private static func pipe() throws(SystemFailure) -> (OpenFile, OpenFile) {
        var ends: [Int32] = [-1, -1]
        try shimCall("make a pipe") { airlock_pipe(&ends) }
        return (OpenFile(owning: ends[0]), OpenFile(owning: ends[1]))
    }
}
