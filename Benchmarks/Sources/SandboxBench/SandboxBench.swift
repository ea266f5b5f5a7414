import Foundation

/// Measures the sandbox beside its peers, on this machine, now. Called by `scripts/bench sandbox`.
@main
struct SandboxBench {
    static func main() async throws {
        var words = Array(CommandLine.arguments.dropFirst())
        let isTable = take("--table", from: &words)
        let isQuick = take("--quick", from: &words)
        let parent = value(of: "--folder", from: &words) ?? "/var/tmp"
        let runtime = value(of: "--runtime", from: &words) ?? "bubblewrap"
        let only = value(of: "--only", from: &words) ?? ""
        guard words.isEmpty else {
            FileHandle.standardError.write(Data("unknown: \(words.joined(separator: " "))\n".utf8))
            exit(2)
        }
        let output = Output(isTable: isTable)
        let ground = try Ground(below: parent.hasSuffix("/") ? String(parent.dropLast()) : parent, runtime: runtime)
        defer { ground.remove() }
        try await run(ground, output, isQuick: isQuick) { [only] in only.isEmpty || $0 == only }
    }

    private static func run(
        _ ground: Ground, _ output: Output, isQuick: Bool, _ isChosen: @Sendable (String) -> Bool
    ) async throws {
        let sizes = isQuick ? [10, 1000] : [10, 1000, 10_000, 100_000]
        if isChosen("gated") { try await Gated(ground: ground, output: output, rounds: isQuick ? 10 : 103).run() }
        if isChosen("snapshot") {
            try await Snapshots(ground: ground, output: output, rounds: isQuick ? 8 : 43, sizes: sizes).run()
        }
        if isChosen("effect") {
            let files = isQuick ? 2000 : 100_000
            try await Measuring(ground: ground, output: output, rounds: isQuick ? 6 : 23, files: files).run()
        }
        if isChosen("job") { try await LongJob(ground: ground, output: output, steps: isQuick ? 60 : 500).run() }
        if isChosen("podman") { Podman(ground: ground, output: output, rounds: isQuick ? 3 : 20).run() }
    }

    private static func take(_ flag: String, from words: inout [String]) -> Bool {
        guard let index = words.firstIndex(of: flag) else { return false }
        words.remove(at: index)
        return true
    }

    private static func value(of option: String, from words: inout [String]) -> String? {
        guard let index = words.firstIndex(of: option), index + 1 < words.count else { return nil }
        defer { words.removeSubrange(index...index + 1) }
        return words[index + 1]
    }
}
