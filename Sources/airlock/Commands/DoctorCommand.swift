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
            let report = try await ModelReport(places: places, environment: environment)
            let optional = Self.optional(places, report)
            if json {
                let all = (needed + optional).map { check -> JSONValue in
                    [
                        "name": .string(check.name), "ok": .bool(check.isFine), "detail": .string(check.detail),
                        "hint": check.hint.map(JSONValue.string) ?? .null,
                    ]
                }
                let isFine = needed.allSatisfy(\.isFine)
                console.result(
                    (["ok": .bool(isFine), "checks": .array(all), "models": report.json] as JSONValue).canonicalText)
            } else {
                for check in needed + optional {
                    console.result("\(check.isFine ? "ok     " : "missing") \(check.name): \(check.detail)")
                    if let hint = check.hint { console.result("          \(hint)") }
                }
                Self.show(report, console)
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

    /// The arithmetic for each model, and the command that would run it.
    private static func show(_ report: ModelReport, _ console: Console) {
        for line in report.lines {
            let state = line.isThere ? "there" : "not fetched"
            switch line.outcome {
            case .failure(let error):
                console.result("fit     \(line.model.shortName) (\(state)): \(error.message)")
            case .success(let plan):
                console.result("fit     \(line.model.shortName) (\(state)): \(ModelReport.headline(plan))")
                console.result("          \(ModelReport.arithmetic(plan))")
                console.result("          \(report.command(line.model, plan).joined(separator: " "))")
            }
        }
    }

    /// What Airlock can do without, and what it can't do then.
    private static func optional(_ places: Places, _ report: ModelReport) -> [SandboxCheck] {
        let model = report.chosen.map { "\($0.model.id), \(ModelReport.headline($0.plan))" }
        var checks = [
            SandboxCheck(
                name: "machine", isFine: report.trouble == nil, detail: report.machineText,
                hint: report.trouble == nil ? nil : "mend the graphics driver; until then models run without the card"),
            SandboxCheck(
                name: "model", isFine: model != nil, detail: model ?? "none in \(places.cache) that fits",
                hint: model == nil
                    ? "scripts/fetch-models, or name a server in model.providers; without any, plans are made by keywords"
                    : nil),
            SandboxCheck(
                name: "index", isFine: FileManager.default.fileExists(atPath: places.index), detail: places.index,
                hint: FileManager.default.fileExists(atPath: places.index)
                    ? nil : "airlock index; without it research finds nothing"),
        ]
        checks.append(desktop)
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

    /// Whether jobs can have a screen, keyboard and mouse, and pictures be read.
    private static var desktop: SandboxCheck {
        do {
            try VirtualDesktop.check()
            _ = try OwnProgram.file("airlock-screen")
            return SandboxCheck(name: "desktop", isFine: true, detail: "Xvfb, openbox, airlock-desktop", hint: nil)
        } catch {
            return SandboxCheck(
                name: "desktop", isFine: false, detail: error.message,
                hint: "\(error.hint ?? ""); without it there are no keyboard_mouse and no pictures of windows")
        }
    }
}
