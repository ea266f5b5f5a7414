import Foundation

/// The engine that `scripts/faults` cuts the power of, and the check of what is left.
///
///     SandboxFaults work ROOT SOURCE SEED STEPS      acknowledgements on standard output
///     SandboxFaults check ROOT LEDGER SCRATCH        one line a problem; exits 1 if there is one
@main
struct SandboxFaults {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 5 else { usage() }
        switch arguments[1] {
        case "work":
            guard arguments.count == 6, let seed = UInt64(arguments[4]), let steps = Int(arguments[5]) else { usage() }
            do {
                try await Worker(root: arguments[2], source: arguments[3], seed: seed, steps: steps).work()
            } catch {
                FileHandle.standardError.write(Data("\(error)\n".utf8))
                exit(1)
            }
        case "check":
            let ledger = try Ledger(readingFile: arguments[3])
            let problems = await Checker(root: arguments[2], ledger: ledger, scratch: arguments[4]).problems()
            for problem in problems { print(problem) }
            exit(problems.isEmpty ? 0 : 1)
        default: usage()
        }
    }

    private static func usage() -> Never {
        FileHandle.standardError.write(Data("usage: SandboxFaults work|check …\n".utf8))
        exit(2)
    }
}
