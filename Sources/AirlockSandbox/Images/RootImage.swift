import AirlockCore
import Foundation
import Glibc

/// A root file system, unpacked so that the sandbox's user owns all of it. Only one user exists on it: files of others became
/// this user's, and nothing can be given to another.
public struct RootImage: Sendable, Hashable {
    /// Absolute; nobody writes there any more.
    public let folder: String

    /// Takes an image in, in containers that see nothing but it; if it was taken in before and didn't change since, that is used.
    /// - Parameters:
    ///   - source: Absolute path of a folder (e.g. of debootstrap), or of an OCI or docker archive (tar).
    ///   - cache: Absolute path of a folder of ours, made if missing.
    /// - Throws: `.invalidRequest` for what is no image, `.notFound`, `.unavailable`, `.backendFailed`.
    public static func prepare(
        _ source: String, cache: String, runtime: SandboxRuntime
    ) async throws -> RootImage {
        var found = stat()
        guard source.hasPrefix("/"), cache.hasPrefix("/"), stat(source, &found) == 0 else {
            throw AirlockError(
                .notFound, "no image \(source)", hint: "sandbox.base is the absolute path of a folder or archive")
        }
        let identity =
            "\(source) \(found.st_dev) \(found.st_ino) \(found.st_size) \(found.st_mtim.tv_sec) \(found.st_mtim.tv_nsec)"
        let name = String(SHA256.hex(Array(identity.utf8)).prefix(20))
        let image = RootImage(folder: "\(cache)/\(name)/root")
        if FileManager.default.fileExists(atPath: "\(cache)/\(name)") { return image }
        let isFolder = found.st_mode & S_IFMT == S_IFDIR
        let workshop = try await ImageWorkshop.make(source, in: cache, named: name, runtime: runtime)
        do {
            if isFolder { try await workshop.copyFolder() } else { try await workshop.unpackArchive() }
            try await workshop.finish()
        } catch {
            await workshop.abandon()
            throw error
        }
        return image
    }
}
