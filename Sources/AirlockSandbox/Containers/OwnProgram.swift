public import AirlockCore
import Foundation
import Glibc

/// Programs of ours that lie beside the executable that runs.
public enum OwnProgram {
    /// Absolute path.
    /// - Throws: `.unavailable` if it is missing.
    public static func file(_ name: String) throws(AirlockError) -> String {
        guard let folder, access("\(folder)/\(name)", X_OK) == 0 else {
            throw AirlockError(
                .unavailable, "the program \(name) is missing",
                hint: "it belongs beside airlock itself: build it with scripts/bootstrap")
        }
        return "\(folder)/\(name)"
    }

    private static let folder: String? = {
        guard let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return nil }
        return URL(fileURLWithPath: own).deletingLastPathComponent().path
    }()
}
