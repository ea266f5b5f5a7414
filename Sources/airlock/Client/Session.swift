import AirlockCore
import Foundation

/// A connection to the Airlock of this state folder: the server that runs, or one that is started inside this process.
struct Session: Sendable {
    let client: AirlockClient
    /// Address of the web page, with a one-time code where this process can make one.
    let page: String
    private let local: RunningServer?

    /// Whether the server is inside this process and ends with it.
    var isLocal: Bool { local != nil }

    static func open(console: Console) async throws -> Session {
        let environment = ProcessInfo.processInfo.environment
        let places = Places(environment: environment)
        if let session = running(places) { return session }
        let settings = try ConfigurationFile(path: places.configuration, environment: environment).load()
        do {
            let server = try await RunningServer.start(
                places: places, settings: settings, environment: environment, port: .preferred(settings.server.port),
                console: console)
            let client = AirlockClient(url: server.url, token: server.token)
            return Session(client: client, page: server.loginURL, local: server)
        } catch let error as AirlockError where error.code == .unavailable {
            guard let session = running(places) else { throw error }
            return session
        }
    }

    /// The server that holds the state folder, if there is one. What a crash left of `server.json` is not believed: a
    /// server holds the folder's lock as long as it lives.
    static func running(_ places: Places) -> Session? {
        guard let data = FileManager.default.contents(atPath: places.server),
            let entry = try? JSONValue(parsing: Array(data)), let url = entry["url"]?.string,
            let pid = entry["pid"]?.integer,
            isHeld(places.home, by: pid),
            let token = FileManager.default.contents(atPath: places.token)
        else { return nil }
        let text = String(decoding: token, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return Session(client: AirlockClient(url: url, token: text), page: url, local: nil)
    }

    private static func isHeld(_ home: String, by pid: Int) -> Bool {
        let descriptor = Foundation.open(home + "/lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { Foundation.close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return false }
        let holder = FileManager.default.contents(atPath: home + "/lock") ?? Data()
        return String(decoding: holder, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) == "\(pid)"
    }

    func close() async {
        await client.close()
        await local?.stop()
    }
}
