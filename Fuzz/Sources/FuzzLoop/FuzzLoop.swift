/// libFuzzer's own loop (FuzzerInterface.h); its `main` gives way to ours.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ judge: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

public enum FuzzLoop {
    /// Runs until the time that the command line sets is over, or until `judge` traps. What `judge` returns is always 0.
    public static func run(_ judge: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt) {
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        _ = runDriver(&count, &arguments, judge)
    }
}
