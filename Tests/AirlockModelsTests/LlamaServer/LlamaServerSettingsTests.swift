import AirlockCore
import Foundation
import Testing

@testable import AirlockModels

struct LlamaServerSettingsTests {
    private func program(layers: Int) -> ServiceProgram {
        let placement = ServerPlacement(
            layersOnGraphics: layers, expertsInMemory: 0, contextTokens: 4096, slots: 1, batchTokens: 512, threads: 2)
        let settings = LlamaServerSettings(
            binary: "/opt/llama/llama-server", weights: [.init(path: "/models/a.gguf", sha256: nil)], modelID: "a",
            placement: placement, socketFolder: "/run/a")
        return settings.program(socket: "/run/a/x.sock", key: "k", devices: ["/dev/nvidia0", "/dev/dxg"])
    }

    @Test func `only a model on the graphics card gets its devices`() {
        #expect(program(layers: 0).devices.isEmpty)
        #expect(program(layers: 0).environment["LD_LIBRARY_PATH"] == "/opt/llama")
        #expect(program(layers: 25).devices == ["/dev/nvidia0", "/dev/dxg"])
        #expect(program(layers: 25).environment["LD_LIBRARY_PATH"] == "/opt/llama:/usr/lib/wsl/lib")
    }

    @Test func `the devices of cards are found by name, and no others`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dev-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder + "/dri", withIntermediateDirectories: true)
        for name in ["nvidia0", "nvidiactl", "nvidia-uvm", "dxg", "kvm", "mem", "sda"] {
            try Data().write(to: URL(filePath: "\(folder)/\(name)"))
        }
        let names = GraphicsDevices.paths(in: folder).map { $0.dropFirst(folder.count + 1) }
        #expect(names == ["dri", "dxg", "nvidia-uvm", "nvidia0", "nvidiactl"])
        #expect(GraphicsDevices.paths(in: folder + "/none").isEmpty)
    }
}
