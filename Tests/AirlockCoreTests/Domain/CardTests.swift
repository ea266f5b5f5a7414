import AirlockCore
import Testing

@Suite struct CardTests {
    private struct Parts {
        var id = "c"
        var tool = "t"
        var arguments: JSONValue = ["a": 1]
        var policy = "p"
        var branch = "b"
        var base = "s"
        var effect = "e"
        var environment: String? = "v"

        var card: Card {
            let measured = MeasuredEffect(changes: [], runs: [], digest: effect)
            let branch = SealedBranch(id: branch, base: Snapshot(id: base), effect: measured)
            return Card(
                call: ToolCall(id: id, tool: tool, arguments: arguments, declared: []),
                question: .keep(branch, ToolOutput([:])), opinion: Opinion(.ask, rule: "r", reason: ""),
                policyVersion: policy, environment: environment)
        }
    }

    @Test func `the binding changes with each part that was shown`() {
        var all: [Parts] = Array(repeating: Parts(), count: 11)
        all[1].id = "c2"
        all[2].tool = "t2"
        all[3].arguments = ["a": 2]
        all[4].policy = "p2"
        all[5].branch = "b2"
        all[6].base = "s2"
        all[7].effect = "e2"
        all[8].environment = "v2"
        all[9].environment = nil
        all[10].arguments = ["a": 1, "cwd": "src"]
        #expect(Set(all.map(\.card.binding)).count == 11)
        #expect(Parts().card.binding == Parts().card.binding)
        #expect(Parts().card.binding.count == 64)
    }

    @Test func `to keep and to run are different questions`() {
        let keep = Parts().card
        let run = Card(
            call: keep.call, question: .run(on: Snapshot(id: "s")), opinion: keep.opinion, policyVersion: "p",
            environment: "v")
        let other = Card(
            call: keep.call, question: .run(on: Snapshot(id: "s2")), opinion: keep.opinion, policyVersion: "p",
            environment: "v")
        #expect(Set([keep.binding, run.binding, other.binding]).count == 3)
    }

    @Test func `to run binds to what was worked out beforehand, and only then`() throws {
        func card(_ preview: CallPreview?) -> Card {
            let keep = Parts().card
            return Card(
                call: keep.call, question: .run(on: Snapshot(id: "s"), preview: preview), opinion: keep.opinion,
                policyVersion: "p", environment: "v")
        }
        func preview(
            _ sentence: String = "x", _ diff: String = "d", _ host: String = "h", _ terms: JSONValue = ["a": 1]
        ) -> CallPreview {
            CallPreview(
                sentences: [sentence], diff: diff, effects: [.connect(host: host, port: 1)], terms: terms)
        }
        let cards = [
            card(nil), card(preview()), card(preview("y")), card(preview("x", "e")), card(preview("x", "d", "i")),
            card(preview("x", "d", "h", ["a": 2])),
        ]
        #expect(Set(cards.map(\.binding)).count == cards.count)
        for card in cards {
            let again = try JSONValue(encoding: card).decode(Card.self)
            #expect(again == card && again.binding == card.binding)
        }
        // as it was stored before there were previews
        let old = try JSONValue(parsing: #"{"run":{"on":{"id":"s"}}}"#).decode(Card.Question.self)
        #expect(old == .run(on: Snapshot(id: "s")))
    }

    @Test func `a person's question binds to its words and effects`() {
        let cards = [
            Card.asking("go?", effects: ["x"], id: "1"), .asking("go!", effects: ["x"], id: "1"),
            .asking("go?", effects: ["y"], id: "1"), .asking("go?", effects: ["x"], id: "2"),
        ]
        #expect(Set(cards.map(\.binding)).count == 4)
    }

    @Test func `a card survives the store with its binding`() throws {
        let card = Parts().card
        let again = try JSONValue(encoding: card).decode(Card.self)
        #expect(again == card)
        #expect(again.binding == card.binding)
    }
}
