import AirlockCore
import Foundation
import Glibc
import Testing

@testable import AirlockModels

struct MachineSurveyTests {
    private static let memory = "MemTotal:       16384000 kB\nMemFree:  1000 kB\nMemAvailable:   8192000 kB\n"

    private func facts(
        _ script: String, patience: Duration = .seconds(20)
    ) async throws -> (MachineFacts, trouble: String?) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "driver-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let program = folder.appending(path: "nvidia-smi").path
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: program))
        chmod(program, 0o755)
        let table = folder.appending(path: "meminfo").path
        try Data(Self.memory.utf8).write(to: URL(filePath: table))
        return try await MachineSurvey(program: program, memoryFile: table, processors: 6, patience: patience).facts()
    }

    @Test func `the driver's answer is read card by card`() async throws {
        let (facts, trouble) = try await facts(
            """
            case "$*" in
            *--query-gpu=name,memory.total,memory.free,driver_version*--format=csv,noheader,nounits*)
                echo 'NVIDIA GeForce RTX 4090, 24564, 23012, 570.124.06'
                echo 'NVIDIA GeForce GTX 1650, 4096, 4000, 570.124.06' ;;
            *) echo '| NVIDIA-SMI 570.124.06   Driver Version: 570.124.06   CUDA Version: 12.8     |' ;;
            esac
            """)
        #expect(trouble == nil)
        #expect(
            facts
                == MachineFacts(
                    cards: [
                        GraphicsCard(
                            name: "NVIDIA GeForce RTX 4090", totalMemory: 24_564 << 20, freeMemory: 23_012 << 20,
                            driver: "570.124.06"),
                        GraphicsCard(
                            name: "NVIDIA GeForce GTX 1650", totalMemory: 4_096 << 20, freeMemory: 4_000 << 20,
                            driver: "570.124.06"),
                    ], cuda: "12.8", totalMemory: 16_384_000 << 10, availableMemory: 8_192_000 << 10, processors: 6))
        #expect(facts.bestCard?.name == "NVIDIA GeForce RTX 4090")
    }

    @Test(arguments: [
        ("exit 9", "failed with status exited(9)"), ("echo 'No devices were found'", "which is no card"),
        ("echo 'X, [N/A], [N/A], 1'", "which is no card"), ("yes", "said nothing of use"),
        ("exec sleep 100", "said nothing of use within 0.3 seconds"),
        ("kill -9 $$", "failed with status signaled(9)"),
    ])
    func `a broken driver is no card, and is said`(script: String, said: String) async throws {
        let patience: Duration = script.contains("sleep") ? .milliseconds(300) : .seconds(20)
        let (facts, trouble) = try await facts(script, patience: patience)
        #expect(facts.cards.isEmpty)
        #expect(facts.availableMemory == 8_192_000 << 10)
        #expect(trouble?.contains(said) == true, "\(trouble ?? "")")
    }

    @Test func `without the program there is no card and no trouble`() async throws {
        let survey = MachineSurvey(program: "/nowhere/nvidia-smi")
        let (facts, trouble) = try await survey.facts()
        #expect(facts.cards.isEmpty)
        #expect(trouble == "there is no program /nowhere/nvidia-smi")
        #expect(facts.totalMemory > 0)
    }
}
