import AirlockCore
import Foundation

/// The programs that a desktop is made of, and what they need.
enum DesktopPrograms {
    private static let needed = [
        ("/usr/bin/Xvfb", "xvfb"), ("/usr/bin/openbox", "openbox"),
    ]

    /// Where X clients and servers look for each other.
    private static let sockets = "/tmp/.X11-unix"

    /// - Throws: `.unavailable` that says what to install.
    static func check() throws(AirlockError) {
        let missing = needed.filter { !FileManager.default.isExecutableFile(atPath: $0.0) }.map(\.1)
        guard missing.isEmpty else {
            let names = missing.joined(separator: " ")
            throw AirlockError(.unavailable, "a desktop needs \(names)", hint: "sudo apt install \(names)")
        }
    }

    /// Absolute path of the driver on this machine.
    static var driverFile: String {
        get throws(AirlockError) { try OwnProgram.file("airlock-desktop") }
    }

    /// - Parameters:
    ///   - driver: The index of the driver's file among the holder's sources.
    ///   - socketFolder: The index of the sockets' folder.
    static func mounts(driver: Int, socketFolder: Int) -> [ContainerMount] {
        let fonts = FileManager.default.fileExists(atPath: "/etc/fonts")
        return [
            .file(source: "/tmp/s/\(driver)", target: driverPath),
            .writable(source: "/tmp/s/\(socketFolder)", target: sockets),
        ] + (fonts ? [.readOnly(source: "/etc/fonts", target: "/run/fonts")] : [])
    }

    private static let driverPath = "/run/airlock-desktop"

    /// Moves the mouse, presses keys and takes pictures, as it is told.
    static let driver = Program([driverPath], limits: limits(output: 8192))

    static let environment = ["DISPLAY": ":0", "FONTCONFIG_PATH": "/run/fonts"]

    /// Shared memory is left out because each container has its own.
    static func server(_ size: PixelSize) -> Program {
        let script = """
            Xvfb :0 -screen 0 "$1"x24 -nolisten tcp -nolisten local -extension MIT-SHM -noreset -displayfd 5 5>/tmp/number &
            while ! [ -s /tmp/number ]; do kill -0 $! 2>/dev/null || exit 1; sleep 0.02; done
            exec openbox --startup 'sh -c "mkfifo \(ready); echo ready > \(ready)"'
            """
        return Program(["/bin/sh", "-c", script, "sh", "\(size.width)x\(size.height)"], limits: limits(output: 8192))
    }

    /// Ends when the window manager has started. Whoever comes first makes the pipe.
    static let readiness = Program(
        ["/bin/sh", "-c", "mkfifo \(ready) 2>/dev/null; read -r word < \(ready)"], limits: limits(output: 4096))

    private static let ready = "\(sockets)/ready"

    private static func limits(output: Int) -> Limits {
        Limits(
            wallSeconds: 60, cpuSeconds: 3600, outputBytes: output, memoryBytes: 2 << 30, processes: 64,
            openFiles: 1024,
            fileBytes: 256 << 20, layerBytes: 1 << 30, inodes: 1000)
    }
}
