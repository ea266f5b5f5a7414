import AirlockCore
import ArgumentParser
import Foundation

/// One `airlock run`: submits the task, tells what happens, asks what must be asked, prints the report.
actor RunningJob {
    private let console: Console
    private let options: RunCommand
    private let export: ExportTarget?
    private let language: Language
    private var session: Session?
    private var jobID: String?

    init(console: Console, options: RunCommand, export: ExportTarget?) {
        self.console = console
        self.options = options
        self.export = export
        language = Language(of: options.task)
    }

    /// - Throws: `ExitCode` of the job's status.
    func follow() async throws {
        let session = try await Session.open(console: console)
        self.session = session
        try Task.checkCancellation()
        let id = try await submit(to: session)
        var display = JobDisplay(console: console, language: language)
        var status = "failed"
        for try await (event, data) in session.client.follow("/jobs/\(id)/events") {
            display.show(event, data)
            if event == "waiting", let question = data["approval_id"]?.string { try await answer(question, session) }
            if event == "ended" { status = data["status"]?.string ?? status }
        }
        try Task.checkCancellation()
        console.clear()
        try await report(id, session)
        let code = ExitStatus.of(status: status)
        if code != .success { throw code }
    }

    /// Stops the job and says how it can go on.
    func interrupt() async {
        console.clear()
        guard let session, let jobID else {
            return console.say(
                russian("Прервано до начала: задание не создано.", "Interrupted before the job began: there is none."))
        }
        _ = try? await session.client.post("/jobs/\(jobID)/cancel")
        console.say(russian("Прервано. Продолжить: ", "Interrupted. Go on with: ") + "airlock jobs retry \(jobID)")
    }

    func close() async { await session?.close() }

    private func submit(to session: Session) async throws -> String {
        var body: [String: JSONValue] = [
            "task": .string(options.task), "constraints": .array(options.constraints.map(JSONValue.string)),
            "output_format": options.planOnly ? "PLAN_CALLS" : "REPORT",
        ]
        if let folder = options.folder { body["workspace"] = .string(URL(filePath: folder).standardizedFileURL.path) }
        if let from = options.from.flatMap(RunCommand.fork) { body["from"] = from }
        if let envelope = options.envelope { body["envelope"] = try JSONValue(parsing: envelope) }
        // Not cancelled with this task: a job that the server made must be known here, or nobody could stop it.
        let (client, order) = (session.client, JSONValue.object(body))
        let job = try await Task { try await client.post("/jobs", order) }.value
        guard let id = job["job_id"]?.string else { throw AirlockError(.backendFailed, "the server named no job") }
        jobID = id
        console.say("\(russian("Задание", "Job")) \(id); \(russian("страница", "web page")): \(session.page)")
        return id
    }

    private func answer(_ id: String, _ session: Session) async throws {
        let card = try await session.client.get("/approvals/\(id)")
        guard card["state"]?.string == "waiting" else { return }
        console.clear()
        console.say(CardText.text(card))
        if options.yes, card["contained"]?.bool == true {
            console.say(russian("одобрено (--yes)", "approved (--yes)"))
            try await decide(id, "approve", session)
        } else if console.canAsk {
            let line = try await console.ask(russian("Одобрить? [y/N] ", "Approve? [y/N] ")) ?? ""
            let yes = ["y", "yes", "д", "да"].contains(line.lowercased())
            try await decide(id, yes ? "approve" : "reject", session)
        } else {
            console.say("\(russian("жду ответа", "waiting for an answer")): \(session.client.url)/approvals/\(id)")
            console.say("  airlock approvals approve \(id)")
        }
    }

    /// A question that was settled meanwhile, by the web page or by time, is no reason to end the run.
    private func decide(_ id: String, _ decision: String, _ session: Session) async throws {
        do {
            _ = try await session.client.post("/approvals/\(id)/decision", ["decision": .string(decision)])
        } catch let error as AirlockError where error.code == .conflict || error.code == .expired {
            console.say(russian("ответ не понадобился: ", "your answer came too late: ") + error.message)
        }
    }

    private func report(_ id: String, _ session: Session) async throws {
        if options.planOnly {
            let job = try await session.client.get("/jobs/\(id)")
            console.result(options.json ? (job["plan"] ?? .null).canonicalText : PlanText.text(job))
            return
        }
        let report = try await session.client.get("/jobs/\(id)/report")
        if options.json {
            console.result(report.canonicalText)
        } else {
            console.result(Console.plain(try await session.client.text("/jobs/\(id)/report?format=markdown")))
        }
        let folder = try copyOut(report)
        if let folder { console.say("\(russian("Результат", "Result")): \(folder)") }
        let page = session.isLocal ? "\(session.client.url) (airlock serve)" : session.client.url
        console.say("\(russian("Страница", "Web page")): \(page)")
    }

    /// - Returns: Where the result is.
    private func copyOut(_ report: JSONValue) throws -> String? {
        guard let from = report["export"]?.string else { return nil }
        guard let export else { return from }
        try export.fill(from: from)
        return export.path
    }

    private func russian(_ russian: String, _ english: String) -> String {
        language == .russian ? russian : english
    }
}
