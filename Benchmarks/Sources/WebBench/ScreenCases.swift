import AirlockCore
import AirlockSandbox
import AirlockScreen
import Foundation

/// A desktop with a terminal full of text: its start, pictures of it, hands on it, and reading them.
struct ScreenCases: Sendable {
    let launcher: SandboxLauncher
    let runtime: SandboxRuntime
    let folder: String

    private static let rounds = 43
    private static let script = """
        for number in 1 2 3 4 5 6 7 8 9 10 11 12; do
            echo "$number The harbour bridge was closed for repairs on Tuesday, 14 March, at 08:30."
            echo "$number Мост через гавань закрыли на ремонт во вторник, 14 марта, в 08:30."
        done
        exec cat
        """

    func run() async throws {
        let sandbox = try OverlaySandbox(
            folder: folder + "/layers", toolchains: [], temporaryBytes: 64 << 20, runtime: runtime)
        let pool = DesktopPool(
            on: sandbox, folder: folder + "/desktops", size: PixelSize(width: 1280, height: 800),
            world: World(now: { Timestamp(Date()) }, newID: { $0 })
        ) { _, _, _ in }
        let clock = ContinuousClock()
        let begin = clock.now
        let desktop = try await pool.desktop(of: CallPlace(jobID: "bench", base: .empty))
        var start = Times()
        start.add(clock.now - begin)
        start.print("desktop start, cold")
        let limits = Limits(
            wallSeconds: 60, cpuSeconds: 60, outputBytes: 1 << 16, memoryBytes: 1 << 30, processes: 64, openFiles: 256,
            fileBytes: 1 << 20, layerBytes: 1 << 20, inodes: 100)
        let terminal = [
            "xterm", "-fa", "DejaVu Sans Mono", "-fs", "12", "-geometry", "120x40", "-e", "sh", "-c", Self.script,
        ]
        try await desktop.open(Program(terminal, limits: limits))
        try await desktop.settle()
        try await Task.sleep(for: .seconds(1))
        try await hands(desktop)
        try await eyes(desktop)
        await pool.stop()
    }

    private func hands(_ desktop: any Desktop) async throws {
        var clicks = Times()
        for _ in 0..<Self.rounds {
            clicks.add(
                try await ContinuousClock().measure {
                    try await desktop.perform(.click(PixelPoint(x: 300, y: 300), .left, count: 1))
                })
        }
        clicks.print("desktop click")
        let text = try TypedText(String(repeating: "Мост через гавань, 14 марта. ", count: 4))
        var typing = Times()
        for _ in 0..<5 { typing.add(try await ContinuousClock().measure { try await desktop.perform(.type(text)) }) }
        typing.print("desktop typing", ["characters": .integer(Int64(text.scalars.count))])
        try await desktop.settle()
    }

    private func eyes(_ desktop: any Desktop) async throws {
        var looks = Times()
        for _ in 0..<Self.rounds {
            looks.add(try await ContinuousClock().measure { _ = try await desktop.picture(of: .screen) })
        }
        looks.print("desktop screenshot, 1280 x 800", ["target_ms": 60])
        let picture = try await desktop.picture(of: .screen)
        let recognition = TextRecognition(launcher: launcher) { try OwnProgram.file("airlock-screen") }
        var start = Times()
        start.add(try await ContinuousClock().measure { try await recognition.prewarm() })
        start.print("OCR start, cold (hidden where it is prewarmed)")
        var readings = Times()
        var words = 0
        for _ in 0..<23 {
            readings.add(
                try await ContinuousClock().measure { words = try await recognition.read(picture.png).words.count })
        }
        readings.print("OCR of that screen, warm", ["target_ms": 400, "words": .integer(Int64(words))])
        await recognition.stop()
    }
}
