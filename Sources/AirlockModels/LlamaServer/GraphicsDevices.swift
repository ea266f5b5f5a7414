import Foundation

/// What of this machine a program needs to compute on a graphics card.
enum GraphicsDevices {
    /// Where WSL2 shows the Windows driver's libraries.
    static let windowsLibraries = "/usr/lib/wsl/lib"

    /// NVIDIA's device files, the kernel's render nodes (`dri`), and WSL2's door to the Windows driver (`dxg`), as far as they
    /// are there.
    /// - Parameter folder: Absolute.
    static func paths(in folder: String = "/dev") -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasPrefix("nvidia") || $0 == "dri" || $0 == "dxg" }.sorted().map { "\(folder)/\($0)" }
    }
}
