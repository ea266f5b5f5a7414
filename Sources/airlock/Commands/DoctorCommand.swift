import AirlockCore
import AirlockModels
import AirlockSandbox
import AirlockStore
import ArgumentParser
import Foundation

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Says what this machine has and lacks, and how to mend it.",
        discussion: """
            Exits 4 if the sandbox doesn't work: then nothing can run. What is merely missing (a model, a toolchain) is
            shown with what it costs you.

              airlock doctor
              airlock doctor --json
            """)

    @Flag(help: "Print one JSON object.") var json = false

    func run() async throws {
        let console = Console()
        try await reporting(console) {
            let environment = ProcessInfo.processInfo.environment
            let places = Places(environment: environment)
            let settings = try ConfigurationFile(path: places.configuration, environment: environment).load()
            let needed = await Self.needed(places, settings.sandbox)
            let optional = Self.optional(places)
            if json {
                let all = (needed + optional).map { check -> JSONValue in
                    [
                        "name": .string(check.name), "ok": .bool(check.isFine), "detail": .string(check.detail),
                        "hint": check.hint.map(JSONValue.string) ?? .null,
                    ]
                }
                let isFine = needed.allSatisfy(\.isFine)
                console.result((["ok": .bool(isFine), "checks": .array(all)] as JSONValue).canonicalText)
            } else {
                for check in needed + optional {
                    console.result("\(check.isFine ? "ok     " : "missing") \(check.name): \(check.detail)")
                    if let hint = check.hint { console.result("          \(hint)") }
                }
            }
            if !needed.allSatisfy(\.isFine) { throw ExitStatus.lacking }
        }
    }

    /// What nothing runs without. The layers of a running server are left alone: a folder beside them is tried instead.
    private static func needed(_ places: Places, _ settings: SandboxSettings) async -> [SandboxCheck] {
        do {
            let folder = try StateFolder(places.home, minimumFreeBytes: 0)
            defer { folder.close() }
            return await survey(folder.layers, settings)
        } catch  where error.code == .conflict {
            let probe = "\(places.home)/probe"
            defer { try? FileManager.default.removeItem(atPath: probe) }
            return await survey(probe, settings)
        } catch {
            return [SandboxCheck(name: "state folder", isFine: false, detail: error.message, hint: error.hint)]
        }
    }

    private static func survey(_ folder: String, _ settings: SandboxSettings) async -> [SandboxCheck] {
        do {
            let lease = try settings.lease
            _ = try EgressLease(settings.egressPrivate)
            let ways = lease?.destinations.map { "\($0.host):\($0.port)" }.joined(separator: ", ")
            let egress = SandboxCheck(
                name: "network", isFine: true,
                detail: ways.map { "allowed commands and project builds reach \($0)" } ?? "none: nothing gets out",
                hint: nil)
            let survey = await SandboxProbe.survey(
                folder: folder, toolchains: settings.toolchains, runtime: try settings.choice)
            return survey.checks + [egress]
        } catch {
            return [SandboxCheck(name: "sandbox", isFine: false, detail: error.message, hint: error.hint)]
        }
    }

    /// What Airlock can do without, and what it can't do then.
    private static func optional(_ places: Places) -> [SandboxCheck] {
        let cache = ModelCache(folder: places.cache)
        let model = cache.hasServer ? cache.bestModel() : nil
        var checks = [
            SandboxCheck(
                name: "model", isFine: model != nil, detail: model?.id ?? "none in \(places.cache)",
                hint: model == nil ? "scripts/fetch-models; without it plans are made by keywords" : nil),
            SandboxCheck(
                name: "index", isFine: FileManager.default.fileExists(atPath: places.index), detail: places.index,
                hint: FileManager.default.fileExists(atPath: places.index)
                    ? nil : "airlock index; without it research finds nothing"),
        ]
        let toolchains = [
            ("python", ["/usr/bin/python3"], "python3 python3-pytest"), ("cmake", ["/usr/bin/cmake"], "cmake g++ make"),
            ("node", ["/usr/bin/node", "/usr/local/bin/node"], "nodejs"), ("git", ["/usr/bin/git"], "git"),
            ("dotnet", ["/usr/bin/dotnet", "/usr/share/dotnet/dotnet"], "dotnet-sdk-8.0, from Microsoft's feed"),
        ]
        for (name, paths, packages) in toolchains {
            let found = paths.first { FileManager.default.isExecutableFile(atPath: $0) }
            checks.append(
                SandboxCheck(
                    name: name, isFine: found != nil, detail: found ?? "not below /usr",
                    hint: found == nil ? "install \(packages); without it such projects are made but not built" : nil))
        }
        return checks
    }
}
