public import AirlockCore

/// Believes a label only if the clause's own words order that work. Code, so that no model can talk its way past it.
public struct LabelGate: Sendable {
    private let programs: Set<String>

    public init(allowedPrograms: Set<String>) { programs = allowedPrograms }

    /// - Returns: The same clauses with labels that may be planned, and what was refused.
    public func pass(_ proposed: [LabelledClause]) -> (kept: [LabelledClause], dropped: [DroppedStep]) {
        var kept: [LabelledClause] = []
        var dropped: [DroppedStep] = []
        for item in proposed {
            let (label, reason) = judge(item, after: kept.last?.label)
            kept.append(LabelledClause(item.clause, label))
            if let reason {
                dropped.append(
                    DroppedStep(what: "\(item.label.rawValue): \(item.clause.text.prefix(200))", reason: reason))
            }
        }
        return (Self.rescued(kept, programs), dropped)
    }

    /// A report with sources that nothing else finds sources for is research.
    private static func rescued(_ kept: [LabelledClause], _ programs: Set<String>) -> [LabelledClause] {
        guard !kept.contains(where: { $0.label.isCapability || $0.label == .answer }) else { return kept }
        return kept.map { item in
            let wantsSources = ClauseReading(item.clause, programs: programs).allows(.research)
            return item.label == .report && wantsSources && item.clause.quotes.isEmpty
                ? LabelledClause(item.clause, .research) : item
        }
    }

    private func judge(_ item: LabelledClause, after previous: ClauseLabel?) -> (ClauseLabel, String?) {
        let reading = ClauseReading(item.clause, programs: programs)
        let label = item.label
        if reading.beginsWithNo { return (.no, label.isCapability ? "the task says not to" : nil) }
        if reading.continuesProject(after: previous) { return (.createProject, nil) }
        if label == .research, previous == .research, let report = reading.position(of: .report),
            report <= reading.position(of: .research) ?? Int.max
        {
            return (.report, nil)
        }
        if label.isCapability {
            let (instead, reason) = judge(tool: label, reading)
            return (instead, reason)
        }
        // A clause that begins with an order is an order, whatever the model made of it.
        if !reading.onlyAsks, let imperative = reading.imperative, !isRefused(imperative, reading) {
            return (imperative, nil)
        }
        if label == .no, !reading.isNegated, !reading.onlyAsks {
            guard let only = single(reading) else { return (.detail, nil) }
            return (only, nil)
        }
        if [.report, .unsupported, .detail].contains(label), reading.onlyAsks,
            previous == nil || reading.clause.isQuestion
        {
            return (.answer, nil)
        }
        return (label, nil)
    }

    private func judge(tool label: ClauseLabel, _ reading: ClauseReading) -> (ClauseLabel, String?) {
        if reading.onlyAsks, label != .research { return (.answer, "the clause asks; it orders nothing") }
        if reading.allows(label), !misreads(label, reading) {
            return isRefused(label, reading) ? (.no, "the task says not to") : (label, nil)
        }
        if reading.onlyAsks { return (.answer, nil) }
        if let only = single(reading) { return (only, nil) }
        if CapabilityWords.report.contains(in: reading.order) { return (.report, nil) }
        return (.detail, "no word of the clause orders it")
    }

    /// Whether another capability's word begins the clause: `save the commit list` is no commit.
    private func misreads(_ label: ClauseLabel, _ reading: ClauseReading) -> Bool {
        guard let imperative = reading.imperative else { return false }
        return imperative != label
    }

    /// The one capability that the words order.
    private func single(_ reading: ClauseReading) -> ClauseLabel? {
        if let imperative = reading.imperative { return isRefused(imperative, reading) ? nil : imperative }
        guard reading.matches.count == 1, let only = reading.matches.first, !isRefused(only, reading) else {
            return nil
        }
        return only
    }

    private func isRefused(_ label: ClauseLabel, _ reading: ClauseReading) -> Bool {
        label.yieldsToNegation && reading.isNegated
    }
}
