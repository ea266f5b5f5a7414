public import AirlockCore
import Foundation

/// Looks at this machine.
public struct MachineSurvey: Sendable {
    /// Where drivers put the program: Linux, and WSL2.
    private static let usualPlaces = ["/usr/bin/nvidia-smi", "/usr/lib/wsl/lib/nvidia-smi"]

    private let program: String?
    private let memoryFile: String
    private let processors: Int
    private let patience: Duration

    /// - Parameter program: Absolute path of `nvidia-smi`; nil: where drivers put it.
    /// - Parameter processors: Nil: those that this process may use.
    public init(
        program: String?, memoryFile: String = "/proc/meminfo",
        processors: Int? = nil, patience: Duration = .seconds(10)
    ) {
        self.program = program
        self.memoryFile = memoryFile
        self.processors = processors ?? ProcessInfo.processInfo.activeProcessorCount
        self.patience = patience
    }

    /// A driver that is missing, broken or silent means no card; that it is broken is said.
    /// - Returns: The facts, and what went wrong with the driver.
    /// - Throws: `.unavailable` if not even the main memory is known.
    public func facts() async throws(AirlockError) -> (MachineFacts, trouble: String?) {
        let memory = try Self.memory(memoryFile)
        var facts = MachineFacts(
            cards: [], cuda: nil, totalMemory: memory.total, availableMemory: memory.available, processors: processors)
        let there = (program.map { [$0] } ?? Self.usualPlaces).first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
        guard let there else { return (facts, program.map { "there is no program \($0)" }) }
        do {
            let query = "--query-gpu=name,memory.total,memory.free,driver_version"
            let table = try await DriverProgram(path: there, patience: patience).output(of: [
                query, "--format=csv,noheader,nounits",
            ])
            facts.cards = try Self.cards(table)
            let banner = try? await DriverProgram(path: there, patience: patience).output(of: [])
            facts.cuda = banner.flatMap(Self.cuda)
            return (facts, nil)
        } catch {
            return (facts, error.message)
        }
    }

    /// One line a card: name, MiB in all, MiB free, driver.
    static func cards(_ table: String) throws(AirlockError) -> [GraphicsCard] {
        var cards: [GraphicsCard] = []
        for line in table.split(whereSeparator: \.isNewline).prefix(64) {
            let fields = line.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            guard fields.count == 4, let total = Int(fields[1]), let free = Int(fields[2]),
                (1...1 << 24).contains(total), (0...total).contains(free)
            else {
                throw AirlockError(
                    .unavailable, "nvidia-smi said \(line.prefix(200).debugDescription), which is no card")
            }
            cards.append(
                GraphicsCard(
                    name: String(fields[0].prefix(100)), totalMemory: total << 20, freeMemory: free << 20,
                    driver: String(fields[3].prefix(40))))
        }
        return cards
    }

    /// The number after `CUDA Version:` in the table that nvidia-smi prints; no query gives it.
    static func cuda(_ banner: String) -> String? {
        guard let label = banner.range(of: "CUDA Version:") else { return nil }
        let number = banner[label.upperBound...].drop { $0 == " " }.prefix { $0.isNumber || $0 == "." }
        return number.isEmpty ? nil : String(number.prefix(20))
    }

    private static func memory(_ file: String) throws(AirlockError) -> (total: Int, available: Int) {
        var values: [Substring: Int] = [:]
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: { $0 == ":" || $0 == " " })
            if words.count >= 2, let kibibytes = Int(words[1]) { values[words[0]] = kibibytes << 10 }
        }
        guard let total = values["MemTotal"], let available = values["MemAvailable"] else {
            throw AirlockError(.unavailable, "\(file) doesn't say how much memory there is")
        }
        return (total, available)
    }
}
