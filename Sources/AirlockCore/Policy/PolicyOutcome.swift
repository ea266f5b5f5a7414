extension Policy {
    /// Judges what a call did in its branch. In this order: what rules and limits forbid, what goes beyond the card that
    /// the call was run on, and whether it lies in the job's envelope.
    /// - Parameters:
    ///   - floor: The opinion that let it run. Only an envelope makes the judgement milder than that.
    ///   - shown: The card that a person answered before it ran; nil if none did.
    public func judge(
        _ branch: SealedBranch, of call: ToolCall, floor: Opinion, shown: Card?, in circumstances: Circumstances
    ) -> OutcomeVerdict {
        let effect = branch.effect
        let ruled = Opinion.strictest([floor] + effect.effects.map(opinion)) ?? floor
        let denial = circumstances.access.lazy.compactMap { $0.objection(to: effect) }.first
        let beyond = shown.flatMap { $0.call.objection(toMore: effect, than: $0.preview) }
        let opinion: Opinion =
            if ruled.decision == .deny { ruled } else if let denial { denial } else if let beyond { beyond } else {
                weigh(ruled, effect, circumstances, isTainted: call.tainted != nil)
            }
        return OutcomeVerdict(branch: branch, call: call, opinion: opinion)
    }

    private func weigh(
        _ ruled: Opinion, _ effect: MeasuredEffect, _ circumstances: Circumstances, isTainted: Bool
    ) -> Opinion {
        if ruled.rule == "allow.lease", let left = circumstances.lease?.bytesLeft, effect.bytes > left {
            return Opinion(.ask, rule: "ask.lease", reason: "\(effect.bytes) bytes are more than the lease's \(left)")
        }
        guard let envelope = circumstances.envelope, let state = circumstances.state else { return ruled }
        let objection = envelope.objection(to: effect, in: state)
        return switch (ruled.decision, objection) {
        case (.allow, nil), (.ask, .some), (.deny, _): ruled
        case (.allow, let reason?):
            Opinion(.ask, rule: "ask.envelope", reason: "it leaves the job's envelope: \(reason)")
        // The envelope was drawn without knowing what strangers would write.
        case (.ask, nil) where isTainted: ruled
        case (.ask, nil):
            Opinion(.allow, rule: "allow.envelope", reason: "what it did lies in the job's envelope (\(ruled.rule))")
        }
    }
}

extension ToolCall {
    /// What a run did beyond what its card could show before it ran; nil if there is nothing. The card of a command
    /// line or an upload says that it may add and change files of the workspace; to remove any, or to reach a host that the
    /// card doesn't name, needs a second word.
    func objection(toMore effect: MeasuredEffect, than preview: CallPreview?) -> Opinion? {
        func asked(_ what: String) -> Opinion {
            Opinion(.ask, rule: "ask.beyond-card", reason: "beyond what the card showed: \(what)")
        }
        for change in effect.changes {
            guard let path = try? WorkspacePath(change.path) else {
                return asked("a change at \(change.path.prefix(200).debugDescription)")
            }
            if !shows(change, at: path) { return asked("\(change.kind.rawValue) \"\(path)\"") }
        }
        let hosts = (declared + (preview?.effects ?? [])).compactMap { effect -> String? in
            guard case .connect(let host, let port) = effect else { return nil }
            return "\(host):\(port)"
        }
        guard preview != nil || !features.contains(.upload),
            let other = effect.connections.first(where: { !hosts.contains("\($0.host):\($0.port)") })
        else { return nil }
        return asked("\(other.isAllowed ? "connected" : "tried to connect") to \(other.host):\(other.port)")
    }

    private func shows(_ change: FileChange, at path: WorkspacePath) -> Bool {
        declared.contains { effect in
            switch effect {
            case .write(let shown):
                change.kind != .deleted
                    && (path.isBelow(shown) || (change.type == .folder && shown.isBelow(path)))
            case .delete(let shown): change.kind == .deleted && path.isBelow(shown)
            case .command, .publish: change.kind != .deleted
            case .compute, .read, .execute, .connect, .sensitive: false
            }
        }
    }
}
