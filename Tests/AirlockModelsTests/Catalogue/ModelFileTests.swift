import AirlockCore
import Foundation
import Testing

@testable import AirlockModels

struct ModelFileTests {
    private static let hash = "9f64a747e1b97f131fabb6b447296c9b6f0201e79fb3c5356e6c77e89b6a806a"

    private func withFile(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "model-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "m.gguf")
        try Data([1, 2, 3, 4]).write(to: file)
        try await body(file.path)
    }

    @Test func `a file is what its hash says`() async throws {
        try await withFile { path in
            let hashes = [
                try await ModelFile(path: path).checkedHash(expected: Self.hash),
                try await ModelFile(path: path).checkedHash(expected: nil),
            ]
            #expect(hashes == [Self.hash, Self.hash])
        }
    }

    @Test func `another file than expected is unavailable`() async throws {
        try await withFile { path in
            let wanted = String(repeating: "0", count: 64)
            let error = await #expect(throws: AirlockError.self) {
                try await ModelFile(path: path).checkedHash(expected: wanted)
            }
            #expect(error?.code == .unavailable)
            #expect(error?.message == "model file \(path) has hash \(Self.hash), expected \(wanted)")
            #expect(error?.hint?.contains("scripts/fetch-models") == true)
            #expect(!FileManager.default.fileExists(atPath: "\(path).sha256-ok"))
        }
    }

    @Test func `a result is kept until the file changes`() async throws {
        try await withFile { path in
            let file = ModelFile(path: path)
            _ = try await file.checkedHash(expected: Self.hash)
            let line = try String(contentsOfFile: "\(path).sha256-ok", encoding: .utf8)
            #expect(line.hasPrefix("\(Self.hash) 4 "))

            let made = line.replacingOccurrences(of: Self.hash, with: String(repeating: "a", count: 64))
            try made.write(toFile: "\(path).sha256-ok", atomically: true, encoding: .utf8)
            #expect(try await file.checkedHash(expected: nil) == String(repeating: "a", count: 64))

            try Data([1, 2, 3, 4, 5]).write(to: URL(filePath: path))
            let error = await #expect(throws: AirlockError.self) { try await file.checkedHash(expected: Self.hash) }
            #expect(error?.code == .unavailable)
        }
    }

    @Test func `a missing file says how to get it`() async throws {
        let error = await #expect(throws: AirlockError.self) {
            try await ModelFile(path: "/nowhere/m.gguf").checkedHash(expected: nil)
        }
        #expect(error?.code == .unavailable)
        #expect(error?.hint?.contains("scripts/fetch-models") == true)
    }

    @Test func `the fetching script and the catalogue agree`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let script = try String(contentsOf: root.appending(path: "scripts/fetch-models"), encoding: .utf8)
        for model in [ModelCatalogue.qwenCoder1B5, ModelCatalogue.qwenCoder0B5] {
            let file = try #require(model.files.first)
            #expect(script.contains("file=\(file.name)\n"))
            #expect(script.contains("bytes=\(file.bytes)\n"))
            #expect(script.contains("sha256=\(file.sha256)\n"))
            for source in model.sources {
                switch source {
                case .hub(_, let repository, _): #expect(script.contains("repository=\(repository)\n"))
                case .packages(let prefix, let parts, let version):
                    #expect(script.contains("package=\(prefix) parts=\(parts) version=\(version)\n"))
                }
            }
        }
        #expect(ModelCatalogue.model(named: "1.5b") == ModelCatalogue.qwenCoder1B5)
        #expect(ModelCatalogue.model(named: "0.5B") == ModelCatalogue.qwenCoder0B5)
        #expect(ModelCatalogue.model(named: "7b") == nil)
    }
}
