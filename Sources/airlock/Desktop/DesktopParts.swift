import AirlockCore
import AirlockRuntime
import AirlockSandbox
import AirlockScreen
import AirlockTools

/// The desktops of jobs, and what reads and keeps pictures.
struct DesktopParts: Sendable {
    let pool: DesktopPool
    let pictures: PictureDesk
    private let recognition: TextRecognition

    /// Of every desktop, in pixels.
    private static let size = PixelSize(width: 1280, height: 800)
    /// Where pictures lie among the artifacts: those of pages belong to no job.
    private static let place = "screenshots"
    /// Between two looks for desktops that nobody needs any more.
    private static let sweepPause = Duration.seconds(2)

    /// - Parameter folder: Absolute path, for the desktops alone.
    init(
        on sandbox: OverlaySandbox, folder: String, runtime: SandboxRuntime, artifacts: any ArtifactStore,
        audit: any AuditLog, world: World
    ) {
        pool = DesktopPool(on: sandbox, folder: folder, size: Self.size, world: world) { job, person, change in
            _ = try await audit.append(AuditRecord(change, of: job, by: person, world: world))
        }
        let recognition = TextRecognition(
            launcher: SandboxLauncher(temporaryBytes: Composition.serviceBytes, runtime: runtime)
        ) { try OwnProgram.file("airlock-screen") }
        self.recognition = recognition
        pictures = PictureDesk { png in
            let reading = try await recognition.read(png)
            return PictureDesk.Reading(
                text: reading.text, words: try JSONValue(encoding: reading.words),
                language: TextRecognition.languages)
        } store: { png in
            try await artifacts.save(png, as: "\(SHA256.hex(png).prefix(32)).png", of: Self.place)
        }
    }

    /// Stops what nobody needs any more, until it is cancelled.
    func sweep(of orchestrator: Orchestrator) async {
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.sweepPause)
            await pool.sweep { job in (try? await orchestrator.job(job))??.status.isFinal ?? false }
        }
    }

    func close() async {
        await pool.stop()
        await recognition.stop()
    }
}

extension AuditRecord {
    /// A person takes a desktop over, or gives it back.
    fileprivate init(_ change: DesktopPool.TakeOver, of job: Job.ID, by person: String, world: World) {
        self.init(
            timestamp: world.now(), requestID: world.newID("desk"), jobID: job,
            actions: [
                [
                    "action": .string("desktop_\(change.rawValue)"), "decision": "allow", "rule": "desktop.person",
                    "params": ["token": .string(person)],
                ]
            ])
    }
}
