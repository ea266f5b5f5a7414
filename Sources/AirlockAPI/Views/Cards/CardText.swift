import AirlockCore

/// A card as text: the same for the terminal, `airlock approvals` and messages. What is left out is counted.
struct CardText: Sendable {
    private static let mostSentences = 40
    private static let mostOutputLines = 20
    private static let mostDiffLines = 200

    private let view: CardView

    init(_ view: CardView) { self.view = view }

    var text: String {
        guard let card = view.question.card else { return "? being tried out" }
        let impact = CardImpact(card)
        var lines = ["? " + view.description]
        lines.append("  why: \(card.opinion.rule), \(card.opinion.reason.escapingDeceptive())")
        lines.append("  impact: \(impact.summary)")
        lines += Self.head(impact.sentences.map { $0.escapingDeceptive() }, Self.mostSentences, "  - ")
        if let status = impact.exitStatus { lines.append("  exit code: \(status)") }
        lines += tail(of: impact.output)
        if let diff = view.diff, !diff.isEmpty {
            lines.append("  changes:")
            lines += Self.head(Self.split(CardView.lines(diff)), Self.mostDiffLines, "    ")
        }
        let marked = deceptive(impact)
        if marked > 0 {
            lines.append(
                "  ! \(marked) characters are written as \\u{…}: they are invisible, change direction, or look like others"
            )
        }
        lines.append("  hash: \(card.shortHash)")
        lines.append("  until: \(view.question.expiresAt)")
        return lines.joined(separator: "\n")
    }

    private func tail(of output: String) -> [String] {
        let all = Self.split(CardView.lines(output))
        guard !all.isEmpty else { return [] }
        let left = all.count - Self.mostOutputLines
        let title = left > 0 ? "  output (its last \(Self.mostOutputLines) of \(all.count) lines):" : "  output:"
        return [title] + all.suffix(Self.mostOutputLines).map { "    | " + Self.cut($0) }
    }

    /// Over all of the card, also what is left out.
    private func deceptive(_ impact: CardImpact) -> Int {
        let texts = [view.rawDescription, view.diff ?? "", impact.output] + impact.sentences
        return texts.reduce(0) { $0 + $1.deceptiveCount(keeping: ["\n", "\t"]) }
    }

    private static func head(_ lines: [String], _ most: Int, _ indent: String) -> [String] {
        let left = lines.count - most
        let shown = lines.prefix(most).map { indent + cut($0) }
        return left > 0 ? shown + ["\(indent)… and \(left) more lines"] : shown
    }

    private static func cut(_ line: String) -> String {
        line.count <= 500 ? line : "\(line.prefix(500)) [… and \(line.count - 500) more characters]"
    }

    private static func split(_ text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}

extension CardView {
    /// What is asked, as it came.
    var rawDescription: String { question.card.map(Self.words) ?? "" }
}
