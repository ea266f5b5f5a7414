import AirlockCore
import AirlockStore
import Foundation
import Testing

@Suite struct FolderArtifactStoreTests {
    let home: TemporaryHome
    let folder: StateFolder
    let artifacts: FolderArtifactStore

    init() throws {
        home = try TemporaryHome()
        folder = try home.folder()
        artifacts = FolderArtifactStore(folder, maximumBytes: 1000)
    }

    @Test func `what is saved is loaded, and the same name again replaces it`() async throws {
        let path = try await artifacts.save([1, 2, 3], as: "page-1.txt", of: "job_1")
        #expect(path == folder.path + "/artifacts/job_1/page-1.txt")
        #expect(try await artifacts.load(path, limit: 3) == [1, 2, 3])
        #expect(try await artifacts.save([], as: "page-1.txt", of: "job_1") == path)
        #expect(try await artifacts.load(path, limit: 3) == [])
        #expect(try home.names("artifacts/job_1") == ["page-1.txt"])
        #expect(home.mode("artifacts/job_1/page-1.txt") == 0o600)
    }

    @Test(arguments: ["", ".", "..", ".hidden", "a/b", "../x", "a b", "é", "a\0", String(repeating: "a", count: 129)])
    func `a name that could lead elsewhere is refused`(name: String) async throws {
        for (name, job) in [(name, "job_1"), ("a", name)] {
            let error = await #expect(throws: AirlockError.self) {
                try await artifacts.save([1], as: name, of: job)
            }
            #expect(error?.code == .invalidRequest)
        }
        #expect(try home.names("artifacts").isEmpty)
    }

    @Test func `a symlink is followed neither for reading nor for writing`() async throws {
        let files = FileManager.default
        try home.write("secret", to: "outside.txt")
        let file = try await artifacts.save([1], as: "a", of: "job_1")
        try files.createSymbolicLink(
            atPath: folder.artifacts + "/job_1/b", withDestinationPath: home.path + "/outside.txt")
        try files.createSymbolicLink(atPath: folder.artifacts + "/job_2", withDestinationPath: home.path)
        for path in [folder.artifacts + "/job_1/b", folder.artifacts + "/job_2/outside.txt"] {
            await #expect(throws: AirlockError.self) { try await artifacts.load(path, limit: 100) }
        }
        await #expect(throws: AirlockError.self) { try await artifacts.save([2], as: "x", of: "job_2") }
        _ = try await artifacts.save([2], as: "b", of: "job_1")
        #expect(try home.text("outside.txt") == "secret")
        #expect(try await artifacts.load(file, limit: 1) == [1])
    }

    @Test func `only artifacts are loaded, and only whole`() async throws {
        let path = try await artifacts.save([1, 2, 3], as: "a", of: "job_1")
        for other in ["/etc/hostname", folder.artifacts + "/job_1/../../lock", folder.artifacts + "/job_1/none", ""] {
            let error = await #expect(throws: AirlockError.self) { try await artifacts.load(other, limit: 100) }
            #expect(error?.code == .notFound)
        }
        let long = await #expect(throws: AirlockError.self) { try await artifacts.load(path, limit: 2) }
        #expect(long?.code == .limitExceeded)
        let large = await #expect(throws: AirlockError.self) {
            try await artifacts.save([UInt8](repeating: 0, count: 1001), as: "b", of: "job_1")
        }
        #expect(large?.code == .limitExceeded)
    }
}
