/// What a person does with the desktop of a job: looks at it, takes it over, and gives it back.
public protocol DesktopControl: Sendable {
    /// Nil where no desktop runs.
    func state(of job: Job.ID) async -> DesktopState?

    /// The whole screen; nil if it still looked as `mark` says when `patience` ended.
    /// - Throws: `.notFound` where no desktop runs.
    func look(at job: Job.ID, unless mark: String?, patience: Duration) async throws -> DesktopPicture?

    /// From now on the job's own calls wait, until it is given back or the person isn't heard of for ``DesktopState/holdSeconds``.
    /// The same person again makes it last.
    /// - Throws: `.notFound`; `.conflict` if another person holds it.
    func take(_ job: Job.ID, by person: String) async throws

    /// Idempotent.
    /// - Throws: `.notFound`; `.conflict` if another person holds it.
    func giveBack(_ job: Job.ID, by person: String) async throws

    /// - Throws: `.notFound`; `.conflict` if this person doesn't hold it; `.invalidRequest` for a place beyond the screen.
    func perform(_ inputs: [DesktopInput], on job: Job.ID, by person: String) async throws
}

/// How a desktop stands.
public struct DesktopState: Sendable, Hashable {
    public let size: PixelSize
    /// Who has taken it over; nil: the job has it.
    public let holder: String?

    /// How long a person holds it without being heard of.
    public static let holdSeconds = 60

    public init(size: PixelSize, holder: String?) {
        self.size = size
        self.holder = holder
    }
}
