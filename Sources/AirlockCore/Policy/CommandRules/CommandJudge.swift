/// Policy's opinion on command lines: allowed if every command matches an allow rule, denied if any part matches a deny
/// rule, asked otherwise. The strictest of all rules wins, whatever their order.
public struct CommandJudge: Sendable {
    /// Every rule in force: the built-in ones, then those of a file.
    public let rules: [PolicyRule]
    private let allowing: [String: [CommandRule]]
    private let asking: DenyRuleIndex
    private let denying: DenyRuleIndex

    /// The rules that ship, and none else.
    public static let builtIn = CommandJudge(PolicyRule.builtIn)

    init(_ rules: [PolicyRule]) {
        self.rules = rules
        allowing = Dictionary(grouping: rules.compactMap(\.allowing), by: \.program)
        asking = DenyRuleIndex(rules.compactMap(\.asking))
        denying = DenyRuleIndex(rules.compactMap(\.denying))
    }

    /// - Parameter folder: Where the line runs; paths in it are seen from there.
    public func judge(_ text: String, in folder: WorkspacePath) -> CommandJudgement {
        let line = CommandLine.parse(text)
        let pipelines = line.pipelines ?? []
        var search = DenialSearch(denying)
        if let rule = search.find(in: text, parsed: line) {
            return refusal(Opinion(.deny, rule: rule.name, reason: rule.reason), pipelines)
        }
        switch line {
        case .opaque(let reason):
            let reason = "what it would run is not known for sure: \(reason)"
            return refusal(Opinion(.ask, rule: "ask.opaque", reason: reason), pipelines)
        case .simple: return judge(pipelines, in: folder)
        }
    }

    private func refusal(_ opinion: Opinion, _ pipelines: [Pipeline]) -> CommandJudgement {
        CommandJudgement(
            opinion: opinion, pipelines: pipelines, marks: pipelines.flatMap { $0.stages.map { _ in [] } },
            registries: [])
    }

    private func judge(_ pipelines: [Pipeline], in start: WorkspacePath) -> CommandJudgement {
        var found: [Finding] = []
        var folder = start
        for index in pipelines.indices {
            let pipeline = pipelines[index]
            if let next = pipelines.change(at: index, from: folder) {
                folder = next
                found.append(Finding(Opinion(.allow, rule: "allow.cd", reason: "goes to a folder of the workspace")))
            } else {
                found += pipeline.commands.map { finding(on: $0, in: folder) }
            }
        }
        let empty = Opinion(.ask, rule: "ask.opaque", reason: "it is empty")
        let opinion = Opinion.strictest(found.map(\.opinion)) ?? empty
        guard opinion.decision == .allow else { return refusal(opinion, pipelines) }
        return CommandJudgement(
            opinion: opinion, pipelines: pipelines, marks: found.map(\.marks), registries: found.compactMap(\.registry))
    }

    private struct Finding {
        let opinion: Opinion
        var marks: Set<CommandMark> = []
        var registry: String?

        init(_ opinion: Opinion) { self.opinion = opinion }
    }

    private func finding(on given: [String], in start: WorkspacePath) -> Finding {
        if let rule = asking.first(matching: given) {
            return Finding(Opinion(.ask, rule: rule.name, reason: rule.reason))
        }
        let (argv, folder) = Self.readable(given, in: start)
        var nearest = CommandObjection.program(argv[0])
        for rule in allowing[argv[0]] ?? [] {
            guard let objection = CommandRuleMatch.objection(to: argv, by: rule, in: folder) else {
                var finding = Finding(Opinion(.allow, rule: rule.name, reason: rule.reason))
                if rule.runsProjectCode { finding.marks.insert(.runsProjectCode) }
                if rule.needsRegistry(argv), let registry = rule.registry {
                    finding.marks.insert(.registry)
                    finding.registry = registry.host
                }
                return finding
            }
            if objection.nearness > nearest.nearness { nearest = objection }
        }
        return Finding(nearest.opinion(on: argv[0]))
    }

    /// `git --no-pager -C FOLDER …` is `git …` in that folder, and `./NAME …` a program of the workspace, as
    /// far as a rule is concerned.
    private static func readable(_ argv: [String], in folder: WorkspacePath) -> ([String], WorkspacePath) {
        if argv[0].hasPrefix("./"), CommandWord.folder.objection(to: argv[0], in: folder) == nil {
            return ([CommandRule.ownProgram] + argv.dropFirst(), folder)
        }
        guard argv[0] == "git" else { return (argv, folder) }
        var (rest, place) = (argv.dropFirst(), folder)
        if rest.first == "--no-pager" { rest.removeFirst() }
        if rest.count > 2, rest.first == "-C", let inside = CommandWord.place(argv[rest.startIndex + 1], in: place) {
            rest = rest.dropFirst(2)
            place = inside
        }
        return (["git"] + rest, place)
    }
}
