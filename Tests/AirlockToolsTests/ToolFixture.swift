import AirlockCore
import AirlockTestKit
import AirlockTools
import Foundation

let testLease = try? EgressLease(["registry.example.org:443"])

let limits = Limits(
    wallSeconds: 120, cpuSeconds: 120, outputBytes: 64 << 10, memoryBytes: 4 << 30, processes: 256, openFiles: 1024,
    fileBytes: 64 << 20, layerBytes: 1 << 30, inodes: 100_000)

/// Reads a picture as the text that its bytes are, as ``MemoryDesktop`` makes them.
let testPictures = PictureDesk { png in
    PictureDesk.Reading(text: String(decoding: png, as: UTF8.self), words: [], language: "eng")
} store: { png in
    "/pictures/\(png.count).png"
}

/// All tools with a workspace of their own.
struct ToolFixture {
    let workspace: DirectWorkspace
    let toolbox: Toolbox
    let desktops = MemoryDesktops()

    /// - Parameter known: Whether there is a credential for git.example.org.
    init(
        search: [any SearchProvider] = [], known: Bool = false, camera: Screenshot.Camera? = nil
    ) throws {
        workspace = try DirectWorkspace()
        toolbox = Toolbox(
            builtinTools(
                search: search, limits: limits, buildLimits: limits, registries: { _, _ in [] },
                gitAccess: { host, _ in
                    let isKnown = known && host == "git.example.org"
                    return GitAccess(
                        credential: isKnown ? try GitAccess.Credential(user: "me", secret: "unused") : nil,
                        certificates: [])
                },
                camera: camera, desktops: desktops, pictures: testPictures))
    }

    /// One call, as a sandbox would run it.
    func call(_ tool: String, _ arguments: JSONValue, decision: Decision = .allow) async throws -> ToolOutput {
        let prepared = try toolbox.prepare(id: "req_1", tool: tool, arguments: arguments)
        return try await prepared.run(
            ToolContext(
                workspace: workspace, decision: decision, network: decision == .allow ? testLease : nil,
                place: CallPlace(jobID: "job_a", base: Snapshot(id: "s1"))))
    }

    func files(_ arguments: JSONValue) async throws -> ToolOutput { try await call("file_ops", arguments) }

    func git(_ action: String, _ params: JSONValue = [:]) async throws -> ToolOutput {
        try await call("git_ops", ["action": .string(action), "params": params])
    }

    func effects(_ tool: String, _ arguments: JSONValue) throws -> [Effect] {
        try toolbox.prepare(id: "req_1", tool: tool, arguments: arguments).call.declared
    }

    /// The code of the error that the call ends with; nil if it doesn't.
    func code(_ tool: String, _ arguments: JSONValue) async -> AirlockError.Code? {
        do {
            _ = try await call(tool, arguments)
            return nil
        } catch {
            return (error as? AirlockError)?.code
        }
    }
}

/// Whether a program is on the sandbox's path.
func has(_ program: String) -> Bool {
    ["/usr/bin", "/bin", "/usr/local/bin"].contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
}
