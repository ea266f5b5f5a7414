import AirlockTestKit
import Testing

/// Reads GBNF, as far as we write it, to match texts against it and to write texts from it.
struct GBNFGrammar {
    indirect enum Node {
        case literal([Unicode.Scalar])
        case oneOf([ClosedRange<UInt32>], isNegated: Bool)
        case rule(String)
        case sequence([Node])
        case choice([Node])
        case repetition(Node, Int, Int?)
    }

    private(set) var rules: [String: Node] = [:]

    init(_ text: String) throws {
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ::= ", maxSplits: 1)
            try #require(parts.count == 2, "\(line)")
            var reader = GBNFReader(Array(parts[1].unicodeScalars))
            rules[String(parts[0])] = try reader.choice()
            try #require(reader.isAtEnd, "\(line)")
        }
    }

    func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        return ends(.rule("root"), scalars, [0]).contains(scalars.count)
    }

    /// Where a match that begins at one of `starts` can end.
    private func ends(_ node: Node, _ text: [Unicode.Scalar], _ starts: Set<Int>) -> Set<Int> {
        if starts.isEmpty { return [] }
        switch node {
        case .literal(let scalars):
            return Set(starts.filter { text[$0...].starts(with: scalars) }.map { $0 + scalars.count })
        case .oneOf(let ranges, let isNegated):
            let fits = { (at: Int) in at < text.count && ranges.contains { $0.contains(text[at].value) } != isNegated }
            return Set(starts.filter(fits).map { $0 + 1 })
        case .rule(let name): return rules[name].map { ends($0, text, starts) } ?? []
        case .sequence(let nodes): return nodes.reduce(starts) { ends($1, text, $0) }
        case .choice(let nodes): return nodes.reduce(into: []) { $0.formUnion(ends($1, text, starts)) }
        case .repetition(let node, let least, let most):
            var found: Set<Int> = least == 0 ? starts : []
            var now = starts
            var count = 0
            while !now.isEmpty, count < most ?? .max {
                now = ends(node, text, now)
                count += 1
                if count >= least {
                    now.subtract(found)
                    found.formUnion(now)
                }
            }
            return found
        }
    }

    /// A text that the grammar lets through; the deeper it is, the sooner it ends.
    func sample(_ random: inout SeededSource) -> String {
        var text = String.UnicodeScalarView()
        write(.rule("root"), &text, depth: 0, &random)
        return String(text)
    }

    private func write(_ node: Node, _ text: inout String.UnicodeScalarView, depth: Int, _ random: inout SeededSource) {
        switch node {
        case .literal(let scalars): text.append(contentsOf: scalars)
        case .oneOf(let ranges, let isNegated): text.append(Self.member(ranges, isNegated, &random))
        case .rule(let name): if let rule = rules[name] { write(rule, &text, depth: depth + 1, &random) }
        case .sequence(let nodes): for node in nodes { write(node, &text, depth: depth, &random) }
        case .choice(let nodes):
            // The last forms are the containers where any value is allowed.
            let count = depth > 24 ? min(2, nodes.count) : nodes.count
            write(nodes[Int.random(in: 0..<count, using: &random)], &text, depth: depth, &random)
        case .repetition(let node, let least, let most):
            let few = depth > 24 ? least : min(most ?? .max, least + Int.random(in: 0...3, using: &random))
            for _ in 0..<few { write(node, &text, depth: depth, &random) }
        }
    }

    private static func member(
        _ ranges: [ClosedRange<UInt32>], _ isNegated: Bool, _ random: inout SeededSource
    ) -> Unicode.Scalar {
        while true {
            let range = isNegated ? 0...0x1_0fff : ranges[Int.random(in: ranges.indices, using: &random)]
            let value = UInt32.random(in: range, using: &random)
            guard let scalar = Unicode.Scalar(value) else { continue }
            if !isNegated || !ranges.contains(where: { $0.contains(value) }) { return scalar }
        }
    }
}

private struct GBNFReader {
    private let text: [Unicode.Scalar]
    private var at = 0

    init(_ text: [Unicode.Scalar]) { self.text = text }

    var isAtEnd: Bool { at == text.count }

    mutating func choice() throws -> GBNFGrammar.Node {
        var forms = [try sequence()]
        while takes("|") { forms.append(try sequence()) }
        return forms.count == 1 ? forms[0] : .choice(forms)
    }

    private mutating func sequence() throws -> GBNFGrammar.Node {
        var nodes: [GBNFGrammar.Node] = []
        while let next = peek(), next != "|", next != ")" { nodes.append(try repeated(try element(next))) }
        return .sequence(nodes)
    }

    private mutating func element(_ first: Unicode.Scalar) throws -> GBNFGrammar.Node {
        switch first {
        case "(":
            at += 1
            let inner = try choice()
            try #require(takes(")"))
            return inner
        case "\"":
            at += 1
            var scalars: [Unicode.Scalar] = []
            while text[at] != "\"" { scalars.append(try character()) }
            at += 1
            return .literal(scalars)
        case "[": return try characters()
        default:
            let name = text[at...].prefix { $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" }
            try #require(!name.isEmpty)
            at += name.count
            return .rule(String(String.UnicodeScalarView(name)))
        }
    }

    private mutating func characters() throws -> GBNFGrammar.Node {
        at += 1
        let isNegated = text[at] == "^"
        if isNegated { at += 1 }
        var ranges: [ClosedRange<UInt32>] = []
        while text[at] != "]" {
            let low = try character().value
            var high = low
            if text[at] == "-", text[at + 1] != "]" {
                at += 1
                high = try character().value
            }
            ranges.append(low...high)
        }
        at += 1
        return .oneOf(ranges, isNegated: isNegated)
    }

    private mutating func character() throws -> Unicode.Scalar {
        defer { at += 1 }
        guard text[at] == "\\" else { return text[at] }
        at += 1
        guard text[at] == "x" else { return text[at] }
        at += 2
        let digits = String(String.UnicodeScalarView(text[(at - 1)...at]))
        return try #require(UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init))
    }

    private mutating func repeated(_ node: GBNFGrammar.Node) throws -> GBNFGrammar.Node {
        guard at < text.count else { return node }
        switch text[at] {
        case "*", "+", "?":
            at += 1
            return .repetition(node, text[at - 1] == "+" ? 1 : 0, text[at - 1] == "?" ? 1 : nil)
        case "{":
            let inner = text[(at + 1)...].prefix { $0 != "}" }
            at += inner.count + 2
            let bounds = String(String.UnicodeScalarView(inner)).split(separator: ",", omittingEmptySubsequences: false)
            let least = try #require(Int(bounds[0]))
            return .repetition(node, least, bounds.count == 1 ? least : Int(bounds[1]))
        default: return node
        }
    }

    private mutating func peek() -> Unicode.Scalar? {
        while at < text.count, text[at] == " " { at += 1 }
        return at < text.count ? text[at] : nil
    }

    private mutating func takes(_ scalar: Unicode.Scalar) -> Bool {
        guard peek() == scalar else { return false }
        at += 1
        return true
    }
}
