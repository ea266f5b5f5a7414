public import AirlockCore

extension ProgramRun {
    /// A run that ended well and wrote nothing.
    public static func sample(_ argv: [String]) -> ProgramRun {
        ProgramRun(
            argv: argv, exitStatus: 0, stop: nil,
            use: ResourceUse(wallMilliseconds: 3, cpuMilliseconds: 2, peakMemoryBytes: 1 << 20, limitedBy: "none"),
            output: OutputRecord(
                bytes: 0, standardOutputSHA256: SHA256.hex([]), standardErrorSHA256: SHA256.hex([])),
            activity: .notObserved)
    }
}
