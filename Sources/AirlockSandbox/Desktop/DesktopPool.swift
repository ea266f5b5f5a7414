public import AirlockCore

/// Keeps the desktops of jobs: at most one a job, each for as long as the job is at work on it, and lends them to people who take
/// them over.
public actor DesktopPool: Desktops, DesktopControl {
    /// How many there may be, and how long they stay.
    public struct Limits: Sendable {
        /// Desktops at once.
        public var desktops = 4
        /// Seconds without a call until one is stopped.
        public var idleSeconds = 600
        /// Seconds without a call until one gives way to another job's.
        public var yieldSeconds = 30
        /// How long a call waits for a person to give a desktop back.
        public var patience = Duration.seconds(60)

        public init() {}
    }

    /// What a person did, told before it takes effect.
    public enum TakeOver: String, Sendable {
        case taken
        case givenBack = "given_back"
    }

    private struct Hold {
        let person: String
        var until: Timestamp
    }

    private struct Entry {
        let slot: Int
        let desktop: Task<VirtualDesktop, any Error>
        var lastUse: Timestamp
        var hold: Hold?
    }

    public nonisolated let size: PixelSize
    private let sandbox: OverlaySandbox
    private let folder: String
    private let limits: Limits
    private let world: World
    private let record: @Sendable (Job.ID, String, TakeOver) async throws -> Void
    private var entries: [Job.ID: Entry] = [:]
    /// Folders in use, those of desktops that are being stopped counted in.
    private var slots: Set<Int> = []

    private static let lookPause = Duration.milliseconds(80)

    /// - Parameters:
    ///   - folder: Absolute path; nobody else writes there.
    ///   - size: Of every desktop; see ``VirtualDesktop/start(on:of:folder:size:)``.
    ///   - record: Told who takes a desktop over or gives it back; if it throws, that doesn't happen.
    public init(
        on sandbox: OverlaySandbox, folder: String, size: PixelSize, limits: Limits = Limits(), world: World,
        record: @escaping @Sendable (Job.ID, String, TakeOver) async throws -> Void
    ) {
        self.sandbox = sandbox
        self.folder = folder
        self.size = size
        self.limits = limits
        self.world = world
        self.record = record
    }

    // MARK: Desktops

    public func desktop(of place: CallPlace) async throws -> any Desktop {
        while true {
            guard let entry = entries[place.jobID] else {
                try await begin(place)
                continue
            }
            let desktop: VirtualDesktop
            do {
                desktop = try await entry.desktop.value
            } catch {
                await end(place.jobID, entry.slot)
                throw error
            }
            guard await desktop.isRunning, entries[place.jobID]?.slot == entry.slot else {
                await end(place.jobID, entry.slot)
                continue
            }
            entries[place.jobID]?.lastUse = world.now()
            try await desktop.move(to: place.base)
            return LentDesktop(desktop: desktop, job: place.jobID, pool: self)
        }
    }

    /// Makes a place for a desktop and has it started.
    private func begin(_ place: CallPlace) async throws {
        let now = world.now()
        if entries.count >= limits.desktops {
            let idle = entries.filter { isFree($0.value, at: now) && idleSeconds($0.value, now) >= limits.yieldSeconds }
            guard let (job, entry) = idle.min(by: { $0.value.lastUse < $1.value.lastUse }) else {
                throw AirlockError(
                    .limitExceeded, "\(entries.count) desktops are in use", hint: "try again when another job has ended"
                )
            }
            await end(job, entry.slot)
            // Others may have come meanwhile.
            return
        }
        let slot = (0...).first { !slots.contains($0) } ?? 0
        slots.insert(slot)
        let (sandbox, path, size) = (sandbox, "\(folder)/\(slot)", size)
        let task = Task { try await VirtualDesktop.start(on: place.base, of: sandbox, folder: path, size: size) }
        entries[place.jobID] = Entry(slot: slot, desktop: task, lastUse: now, hold: nil)
    }

    private func end(_ job: Job.ID, _ slot: Int) async {
        guard let entry = entries[job], entry.slot == slot else { return }
        entries[job] = nil
        if let desktop = try? await entry.desktop.value { await desktop.stop() }
        slots.remove(slot)
    }

    /// Stops the desktops of jobs that are over, and those that nobody has used for long. To be called every few seconds.
    public func sweep(isOver: @Sendable (Job.ID) async -> Bool) async {
        for (job, entry) in entries {
            let now = world.now()
            let isStale = isFree(entry, at: now) && idleSeconds(entry, now) >= limits.idleSeconds
            let isDone = isStale ? true : await isOver(job)
            if isDone { await end(job, entry.slot) }
        }
    }

    /// Stops all of them.
    public func stop() async {
        for (job, entry) in entries { await end(job, entry.slot) }
    }

    private func isFree(_ entry: Entry, at now: Timestamp) -> Bool { entry.hold.map { $0.until <= now } ?? true }

    private func idleSeconds(_ entry: Entry, _ now: Timestamp) -> Int {
        Int(now.millisecondsSince1970 - entry.lastUse.millisecondsSince1970) / 1000
    }

    /// Returns when the job's own calls may use its desktop.
    /// - Throws: `.conflict` if a person holds it for longer than calls wait.
    func admit(_ job: Job.ID) async throws {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: limits.patience)
        while let entry = entries[job], let hold = entry.hold, !isFree(entry, at: world.now()) {
            guard clock.now < deadline else {
                throw AirlockError(
                    .conflict, "\(hold.person) has taken the desktop over", hint: "try again when it was given back")
            }
            try await Task.sleep(for: Self.lookPause)
        }
        entries[job]?.lastUse = world.now()
    }

    // MARK: People

    public func state(of job: Job.ID) async -> DesktopState? {
        guard let entry = entries[job], await running(entry) != nil else { return nil }
        return DesktopState(size: size, holder: isFree(entry, at: world.now()) ? nil : entry.hold?.person)
    }

    public func look(at job: Job.ID, unless mark: String?, patience: Duration) async throws -> DesktopPicture? {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: patience)
        while true {
            let desktop = try await found(job)
            if let picture = try await desktop.picture(of: .screen, unless: mark) { return picture }
            guard clock.now < deadline else { return nil }
            try await Task.sleep(for: Self.lookPause)
        }
    }

    public func take(_ job: Job.ID, by person: String) async throws {
        _ = try await found(job)
        if try !isHeld(job, by: person) {
            try await record(job, person, .taken)
            _ = try isHeld(job, by: person)
        }
        extend(job, person)
    }

    public func giveBack(_ job: Job.ID, by person: String) async throws {
        _ = try await found(job)
        guard try isHeld(job, by: person) else { return }
        try await record(job, person, .givenBack)
        if try isHeld(job, by: person) { entries[job]?.hold = nil }
        entries[job]?.lastUse = world.now()
    }

    public func perform(_ inputs: [DesktopInput], on job: Job.ID, by person: String) async throws {
        let desktop = try await found(job)
        for point in inputs.flatMap(\.points) { try size.check(point, "actions") }
        for input in inputs {
            guard try isHeld(job, by: person) else {
                throw AirlockError(.conflict, "the job has its desktop", hint: "take it over first")
            }
            extend(job, person)
            try await desktop.perform(input)
        }
    }

    private func extend(_ job: Job.ID, _ person: String) {
        let now = world.now()
        entries[job]?.lastUse = now
        entries[job]?.hold = Hold(person: person, until: now.advanced(bySeconds: DesktopState.holdSeconds))
    }

    /// - Throws: `.conflict` if another person holds it.
    private func isHeld(_ job: Job.ID, by person: String) throws(AirlockError) -> Bool {
        guard let entry = entries[job], let hold = entry.hold, !isFree(entry, at: world.now()) else { return false }
        guard hold.person == person else {
            throw AirlockError(.conflict, "\(hold.person) has taken the desktop over")
        }
        return true
    }

    private func running(_ entry: Entry) async -> VirtualDesktop? {
        guard let desktop = try? await entry.desktop.value, await desktop.isRunning else { return nil }
        return desktop
    }

    private func found(_ job: Job.ID) async throws -> VirtualDesktop {
        guard let entry = entries[job], let desktop = await running(entry) else {
            throw AirlockError(
                .notFound, "the job \(job) has no desktop", hint: "one is started by its first keyboard_mouse call")
        }
        return desktop
    }
}
