import AirlockCore

/// Looks now and then whether one run passes a limit that no system call refuses. Used by one thread.
struct RunWatch {
    private let limits: Limits?
    private let isService: Bool
    private let cgroup: RunCgroup?
    private let quota: LayerQuota?
    private let reserve: DiskReserve?
    private var nextQuota: ContinuousClock.Instant
    private(set) var peakMemoryBytes = 0
    private var cpuMilliseconds = 0

    /// Milliseconds between two looks.
    static let milliseconds: Int64 = 100
    /// A look at the layer may take this part of the time, but is never put off for longer than some milliseconds.
    private static let quotaShare = 10
    private static let quotaMilliseconds: Int64 = 1000

    init(_ request: ContainerRun.Request, _ cgroup: RunCgroup?) {
        limits = request.limits
        isService = request.isService
        self.cgroup = cgroup
        quota = request.quota
        reserve = request.reserve
        nextQuota = ContinuousClock().now
    }

    var isNeeded: Bool { limits != nil || reserve != nil }

    /// - Parameter process: The first process of the run, once it is known.
    mutating func look(at process: Int32?) -> ProgramResult.Stop? {
        if let reserve, reserve.isTouched { return .disk }
        guard let limits else { return nil }
        if let cgroup, cgroup.ranOutOfMemory { return .memory }
        if let counted = cgroup?.cpuMilliseconds {
            cpuMilliseconds = counted
        } else if let process {
            sample(process)
        }
        if cgroup == nil, peakMemoryBytes > limits.memoryBytes { return .memory }
        if !isService, cpuMilliseconds / 1000 >= limits.cpuSeconds { return .cpuTime }
        return passedQuota(again: false)
    }

    /// The last look, when all has ended: what a short run did between two looks.
    mutating func lookBack(after duration: Duration) -> ProgramResult.Stop? {
        if let cgroup, cgroup.ranOutOfMemory { return .memory }
        return duration > .milliseconds(Self.milliseconds) ? passedQuota(again: true) : nil
    }

    /// - Parameters:
    ///   - cpu: Milliseconds that the kernel counted for all that was waited for: nothing of what a sandbox's first process
    ///     did not wait for.
    ///   - largest: Bytes of the largest single process.
    func use(wall: Int, cpu: Int, largest: Int) -> ResourceUse {
        ResourceUse(
            wallMilliseconds: wall, cpuMilliseconds: max(cgroup?.cpuMilliseconds ?? cpuMilliseconds, cpu),
            peakMemoryBytes: cgroup?.peakMemoryBytes ?? max(peakMemoryBytes, largest),
            limitedBy: cgroup?.version.rawValue ?? "sampled")
    }

    private mutating func sample(_ process: Int32) {
        let use = ProcessTree(root: process).use()
        peakMemoryBytes = max(peakMemoryBytes, use.memoryBytes)
        cpuMilliseconds = max(cpuMilliseconds, use.cpuMilliseconds)
    }

    private mutating func passedQuota(again isLast: Bool) -> ProgramResult.Stop? {
        let clock = ContinuousClock()
        let start = clock.now
        guard let quota, isLast || start >= nextQuota else { return nil }
        let passed = quota.passed()
        let pause = min(start.duration(to: clock.now) * Self.quotaShare, .milliseconds(Self.quotaMilliseconds))
        nextQuota = clock.now.advanced(by: pause)
        return passed
    }
}
