/// Labels clauses by their words alone: what is left when no model answers.
public struct KeywordLabeller: Sendable {
    private let programs: Set<String>

    /// - Parameter allowedPrograms: First words of commands that may be planned.
    public init(allowedPrograms: Set<String>) { programs = allowedPrograms }

    public func label(_ clauses: [Clause]) -> [LabelledClause] {
        var labelled: [LabelledClause] = []
        for clause in clauses {
            let label = label(clause, after: labelled.last?.label)
            labelled.append(LabelledClause(clause, label))
        }
        if !labelled.contains(where: { ![.detail, .no].contains($0.label) }) {
            labelled = labelled.map { LabelledClause($0.clause, $0.label == .detail ? .unsupported : $0.label) }
        }
        return labelled
    }

    func label(_ clause: Clause, after previous: ClauseLabel?) -> ClauseLabel {
        let reading = ClauseReading(clause, programs: programs)
        if reading.beginsWithNo { return .no }
        let matches = reading.matches
        if let first = matches.first, first.yieldsToNegation, reading.isNegated { return .no }
        if reading.onlyAsks, matches.first != .research || !CapabilityWords.research.matches(reading.words, at: 0) {
            return .answer
        }
        let report = reading.position(of: .report)
        if let first = matches.first {
            guard let report, let position = reading.position(of: first), report < position else { return first }
            return .report
        }
        if report != nil { return .report }
        if reading.position(of: .answer) == 0 { return previous == nil ? .answer : .detail }
        return reading.continuesProject(after: previous) ? .createProject : .detail
    }
}
