public import AirlockCore
import Foundation

/// Which browser is run, and how: Chromium, Google Chrome or Microsoft Edge.
public struct BrowserProgram: Sendable, Hashable {
    /// Absolute path of the program itself, not of a script that starts it.
    public let path: String

    /// Where distributions and vendors put it.
    private static let places = [
        "/usr/lib/chromium/chromium", "/usr/lib/chromium-browser/chromium-browser",
        "/usr/lib64/chromium-browser/chromium-browser",
        "/opt/google/chrome/chrome", "/opt/microsoft/msedge/msedge",
    ]

    public init(path: String) { self.path = path }

    /// - Parameter configured: Absolute path; nil: whichever is installed.
    /// - Throws: `.unavailable` that says how to get one.
    public static func find(_ configured: String?) throws(AirlockError) -> BrowserProgram {
        let hint = "sudo apt install chromium, or name one by browser.program in config.yaml"
        guard let found = (configured.map { [$0] } ?? places).first(where: FileManager.default.isExecutableFile) else {
            throw AirlockError(.unavailable, "no browser: \(configured ?? "Chromium") is not installed", hint: hint)
        }
        return BrowserProgram(path: found)
    }

    /// With Chromium's own sandbox off, because the container that it runs in refuses what that is made of: see decision 15.
    func service(_ screen: PixelSize) -> ServiceProgram {
        // The pipe is the program's descriptors 3 and 4 (chrome/browser/devtools, `--remote-debugging-pipe`).
        let script = """
            printf %s "$0" > /tmp/fonts.conf
            exec 3<&0 4>&1 </dev/null >/dev/null
            exec "$@"
            """
        let isOfSystem = path.hasPrefix("/usr/")
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
        return ServiceProgram(
            argv: ["/bin/sh", "-c", script, Self.fonts, path] + Self.options(screen) + ["about:blank"],
            environment: [
                "HOME": "/home/agent", "LANG": "C.UTF-8", "TZ": "UTC", "TMPDIR": "/tmp", "PATH": "/usr/bin:/bin",
                "FONTCONFIG_FILE": "/tmp/fonts.conf",
            ], readable: isOfSystem ? [] : [folder], writable: [])
    }

    private static func options(_ screen: PixelSize) -> [String] {
        [
            "--headless", "--no-sandbox", "--remote-debugging-pipe", "--user-data-dir=/tmp/profile",
            "--proxy-server=http://127.0.0.1:3128", "--proxy-bypass-list=<-loopback>", "--disable-quic",
            "--webrtc-ip-handling-policy=disable_non_proxied_udp", "--disable-gpu", "--no-first-run",
            "--no-default-browser-check", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--disable-extensions", "--disable-default-apps", "--disable-domain-reliability",
            "--disable-breakpad", "--disable-crash-reporter", "--disable-client-side-phishing-detection",
            "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--metrics-recording-only",
            "--mute-audio", "--hide-scrollbars", "--force-color-profile=srgb", "--disable-site-isolation-trials",
            "--disable-features=Translate,MediaRouter,OptimizationHints,DialMediaRouteProvider,IsolateOrigins,site-per-process",
            "--window-size=\(screen.width),\(screen.height)",
        ]
    }

    /// The host's fonts by a configuration of ours: its own lies in `/etc`, which isn't seen.
    private static let fonts = """
        <?xml version="1.0"?><fontconfig><dir>/usr/share/fonts</dir><cachedir>/tmp/fonts</cachedir>\
        <include ignore_missing="yes">/usr/share/fontconfig/conf.avail/45-latin.conf</include>\
        <include ignore_missing="yes">/usr/share/fontconfig/conf.avail/60-latin.conf</include></fontconfig>
        """

    /// Of all its processes together. A browser reserves far more addresses than it uses, so there is no use in less.
    static let limits = Limits(
        wallSeconds: 1, cpuSeconds: 1, outputBytes: 0, memoryBytes: 4 << 30, processes: 512, openFiles: 4096,
        fileBytes: 256 << 20, layerBytes: 0, inodes: 0)
}
