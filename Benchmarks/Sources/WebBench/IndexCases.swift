import AirlockCore
import AirlockSearch
import Foundation

/// The index of local documents: 10,000 of them, made up of a vocabulary whose words are as uneven as a language's.
struct IndexCases {
    private static let documents = 10_000

    let folder: String

    func run() async throws {
        let root = folder + "/documents"
        try Self.write(to: root)
        let index = DocumentIndex(folder + "/index.sqlite")
        let time = try await ContinuousClock().measure { try await index.build(roots: [root]) { _, _ in } }
        var build = Times()
        build.add(time)
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        build.print(
            "local index, \(Self.documents) documents",
            ["documents_per_second": Times.rounded(Double(Self.documents) / seconds), "target_per_second": 500])
        let search = LocalSearch(index, world: World(now: { Timestamp(Date()) }, newID: { $0 }))
        var queries = Times()
        for number in 0..<203 {
            let query = "word\(number % 50) word\(number * 37 % 2000) topic\(number * 13 % 500)"
            let clock = ContinuousClock()
            let begin = clock.now
            _ = try await search.search(query, limit: 10)
            queries.add(clock.now - begin)
        }
        queries.print("local index, a query of three words", ["target_ms": 10])
    }

    private static func write(to root: String) throws {
        for number in 0..<documents {
            let part = root + "/part\(number / 500)"
            if number % 500 == 0 {
                try FileManager.default.createDirectory(atPath: part, withIntermediateDirectories: true)
            }
            var state = UInt64(number + 1)
            var text = ""
            for _ in 0..<8 {
                let words = (0..<40).map { _ in
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    let share = Double(state >> 40) / Double(1 << 24)
                    return "word\(Int(2000 * share * share * share))"
                }
                text += "<p>\(words.joined(separator: " ")).</p>\n"
            }
            let html =
                "<html><head><title>Topic\(number % 500) number \(number)</title></head><body><h1>topic\(number % 500)</h1>\(text)</body></html>"
            try Data(html.utf8).write(to: URL(fileURLWithPath: "\(part)/d\(number).html"))
        }
    }
}
