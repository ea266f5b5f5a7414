/// Judges calls by what they would touch, and outcomes by what they did. Pure: no clock, no disk, no network.
public struct Policy: Sendable {
    private struct Content: Sendable {
        let version: String
        let rules: [Rule]
    }

    private let content: @Sendable () -> Content

    public init(version: String, rules: [Rule]) {
        let content = Content(version: version, rules: rules)
        self.content = { content }
    }

    /// The policy that is in force whenever something is judged, for rules that may be exchanged while the program runs.
    public init(following current: @escaping @Sendable () -> Policy) { content = { current().content() } }

    /// Changes whenever a rule does; approvals bind to it.
    public var version: String { content().version }

    /// As it stands now, so that one judgement is by one set of rules.
    var pinned: Policy {
        let now = content()
        return Policy(version: now.version, rules: now.rules)
    }

    /// Judges a call before anything runs. In this order: who may call at all, what rules say, first uses of sensitive
    /// features, and then what was permitted beforehand.
    public func judge(_ prepared: PreparedCall, in circumstances: Circumstances) -> Verdict {
        var verdict = pinned.verdict(on: prepared, in: circumstances)
        verdict.network = circumstances.network
        verdict.place = circumstances.place
        return verdict
    }

    private func verdict(on prepared: PreparedCall, in circumstances: Circumstances) -> Verdict {
        let call = prepared.call
        if let denial = circumstances.access.lazy.compactMap({ $0.objection(to: call) }).first {
            return verdict(prepared, denial)
        }
        let ruled = ruling(call)
        if ruled.decision == .deny { return verdict(prepared, ruled) }
        if let first = firstUse(of: call, circumstances.uses) { return verdict(prepared, first, isHeldBack: true) }
        // What was permitted beforehand was permitted without knowing what strangers would write.
        guard ruled.decision == .ask, call.tainted == nil else { return verdict(prepared, ruled) }
        if let grant = circumstances.grant, covers(grant, call) {
            let opinion = Opinion(
                .allow, rule: "allow.whitelist-token", reason: "\(grant.issuedBy) allowed it here: \(grant.id)")
            return verdict(prepared, opinion, by: .grant(grant.id))
        }
        if let lease = circumstances.lease, lease.kind == call.kind, call.isLeasable {
            let opinion = Opinion(
                .allow, rule: "allow.lease", reason: "a person said yes to it beforehand: \(lease.id)")
            return verdict(prepared, opinion, runsAs: .ask, by: .lease(lease.id))
        }
        return verdict(prepared, ruled)
    }

    /// The strictest opinion of all rules; an effect that no rule matches is asked about.
    public func opinion(on effect: Effect) -> Opinion { Self.opinion(on: effect, by: content().rules) }

    private static func opinion(on effect: Effect, by rules: [Rule]) -> Opinion {
        Opinion.strictest(rules.compactMap { $0.opinion(effect) })
            ?? Opinion(.ask, rule: "ask.unknown", reason: "no rule allows it")
    }

    private func ruling(_ call: ToolCall) -> Opinion {
        Opinion.strictest(call.declared.map(opinion) + (call.taintOpinion.map { [$0] } ?? []))
            ?? Opinion(.ask, rule: "ask.undeclared", reason: "declares no effect")
    }

    private func verdict(
        _ prepared: PreparedCall, _ opinion: Opinion, isHeldBack: Bool = false, runsAs: Decision? = nil,
        by permission: Permission? = nil
    ) -> Verdict {
        Verdict(
            work: prepared, opinion: opinion, runsAs: runsAs ?? opinion.decision, isHeldBack: isHeldBack,
            permission: permission, policyVersion: version)
    }

    private func firstUse(of call: ToolCall, _ uses: [SensitiveFeature: Int]) -> Opinion? {
        for feature in call.features {
            let count = uses[feature] ?? 0
            guard count < SensitiveFeature.askedUses else { continue }
            return Opinion(
                .ask, rule: "ask.first-uses",
                reason:
                    "use \(count + 1) of \(feature.rawValue) on this machine; the first \(SensitiveFeature.askedUses)"
                    + " need a person's word")
        }
        return nil
    }

    /// A token speaks for command lines alone: whatever else the call touches must be allowed without it.
    private func covers(_ grant: WhitelistGrant, _ call: ToolCall) -> Bool {
        var lines = 0
        for effect in call.declared {
            if case .command(let text, let folder) = effect {
                guard grant.covers(text, besides: { isAllowed($0, in: folder) }) else { return false }
                lines += 1
            } else if opinion(on: effect).decision != .allow {
                return false
            }
        }
        return lines > 0
    }

    /// The command by itself, spelled so that it is read back as these very words.
    private func isAllowed(_ argv: [String], in folder: WorkspacePath?) -> Bool {
        let words = argv.map(CommandLine.quoted)
        return opinion(on: .command(words.joined(separator: " "), cwd: folder)).decision == .allow
    }
}
