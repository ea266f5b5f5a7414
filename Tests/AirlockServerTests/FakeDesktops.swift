import AirlockCore

/// A desktop of one job, whose picture a test changes.
actor FakeDesktops: DesktopControl {
    private let size = PixelSize(width: 100, height: 50)
    private var job: Job.ID?
    private var holder: String?
    private var picture = DesktopPicture(png: [1, 2, 3], mark: "00000000000000aa")
    private(set) var inputs: [DesktopInput] = []
    /// What was asked of the last look.
    private(set) var patience: Duration?

    func begin(_ job: Job.ID) { self.job = job }

    func state(of job: Job.ID) -> DesktopState? { job == self.job ? DesktopState(size: size, holder: holder) : nil }

    func look(at job: Job.ID, unless mark: String?, patience: Duration) throws -> DesktopPicture? {
        try check(job)
        self.patience = patience
        return picture.mark == mark ? nil : picture
    }

    func take(_ job: Job.ID, by person: String) throws {
        try check(job, person)
        holder = person
    }

    func giveBack(_ job: Job.ID, by person: String) throws {
        try check(job, person)
        holder = nil
    }

    func perform(_ inputs: [DesktopInput], on job: Job.ID, by person: String) throws {
        try check(job, person)
        guard holder == person else { throw AirlockError(.conflict, "the job has its desktop") }
        self.inputs += inputs
    }

    private func check(_ job: Job.ID, _ person: String? = nil) throws(AirlockError) {
        guard job == self.job else { throw AirlockError(.notFound, "no desktop") }
        if let person, let holder, holder != person { throw AirlockError(.conflict, "\(holder) has it") }
    }
}
