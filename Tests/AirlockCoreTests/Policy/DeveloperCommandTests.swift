import AirlockCore
import Foundation
import Testing

@Suite struct DeveloperCommandTests {
    @Test func `of ordinary commands, fewer than 15 in 100 are asked about and none is refused`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Fixtures/developer-commands.txt")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
        let decisions = lines.map { CommandJudge.builtIn.judge($0, in: .root).opinion.decision }
        #expect(lines.count >= 300)
        #expect(decisions.filter { $0 == .ask }.count * 100 < lines.count * 15)
        #expect(!decisions.contains(.deny))
    }
}
