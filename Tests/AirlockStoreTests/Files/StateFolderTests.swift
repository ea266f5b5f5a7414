import AirlockCore
import AirlockStore
import Foundation
import Glibc
import Testing

@Suite struct StateFolderTests {
    let home: TemporaryHome

    init() throws { home = try TemporaryHome() }

    @Test func `a new folder is made whole and for its user alone`() throws {
        let folder = try StateFolder(home.path + "/a/b", minimumFreeBytes: 1)
        #expect(try home.names("a/b") == ["artifacts", "exports", "keys", "layers", "lock", "logs"])
        #expect(try home.names("a/b/logs") == ["signed"])
        for name in ["a/b", "a/b/artifacts", "a/b/logs/signed"] { #expect(home.mode(name) == 0o700) }
        folder.close()
    }

    @Test func `a folder that others could read is closed to them`() throws {
        chmod(home.path, 0o755)
        let folder = try home.folder()
        #expect(home.mode("") == 0o700)
        folder.close()
    }

    @Test func `a second opener is refused and told which process holds the folder`() throws {
        let folder = try home.folder()
        let error = #expect(throws: AirlockError.self) { try home.folder() }
        #expect(error?.code == .conflict)
        #expect(error?.message == "\(folder.path) is in use by process \(getpid())")
        #expect(error?.hint?.contains("kill \(getpid())") == true)
        folder.close()
        try home.folder().close()
    }

    @Test func `a folder that is let go of without a word is free again`() throws {
        _ = try home.folder()
        try home.folder().close()
    }

    @Test func `a disk with too little space is refused before anything is opened`() throws {
        let error = #expect(throws: AirlockError.self) { try StateFolder(home.path, minimumFreeBytes: .max) }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("MiB are free") == true)
        #expect(error?.hint != nil)
        #expect(try home.names("").isEmpty)
    }

    @Test func `a read-only file system is named as such`() throws {
        let error = #expect(throws: AirlockError.self) { try StateFolder("/proc/airlock", minimumFreeBytes: 1) }
        #expect(error?.message.hasPrefix("can't make the folder /proc/airlock") == true)
    }

    @Test(arguments: ["", "relative/home", "/tmp/a\0b"])
    func `a path that isn't absolute is refused`(path: String) {
        let error = #expect(throws: AirlockError.self) { try StateFolder(path, minimumFreeBytes: 1) }
        #expect(error?.code == .invalidRequest)
    }
}
