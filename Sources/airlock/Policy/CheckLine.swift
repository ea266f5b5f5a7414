import AirlockCore

/// One line of `policy check --batch`: a command line, or a JSON object with one.
struct CheckLine {
    let command: String
    let folder: WorkspacePath

    init(command: String, folder: WorkspacePath = .root) {
        self.command = command
        self.folder = folder
    }

    /// An object of `cmd` and perhaps `cwd`, with a folder of the workspace; anything else is a command line as it stands.
    init(_ line: String) {
        guard line.hasPrefix("{"), let object = try? JSONValue(parsing: Array(line.utf8)).object,
            let command = object["cmd"]?.string, object.keys.allSatisfy({ ["cmd", "cwd"].contains($0) }),
            let folder = try? WorkspacePath(object["cwd"].map { $0.string ?? "/" } ?? "")
        else {
            self.init(command: line)
            return
        }
        self.init(command: command, folder: folder)
    }

    /// One line of canonical JSON: `cmd`, `decision`, `rule`, `reason`, `commands` (the exact arguments of all that a shell would
    /// start) and `marks` (of each command).
    func verdict(by judge: CommandJudge) -> String {
        let judgement = judge.judge(command, in: folder)
        var verdict: [String: JSONValue] = [
            "cmd": .string(command), "decision": .string(judgement.opinion.decision.rawValue),
            "rule": .string(judgement.opinion.rule), "reason": .string(judgement.opinion.reason),
            "commands": .array(judgement.commands.map { .array($0.map(JSONValue.string)) }),
            "marks": .array(
                judgement.marks.map { .array($0.map { .string($0.rawValue) }.sorted { "\($0)" < "\($1)" }) }),
        ]
        if !folder.components.isEmpty { verdict["cwd"] = .string(folder.description) }
        return JSONValue.object(verdict).canonicalText
    }
}
