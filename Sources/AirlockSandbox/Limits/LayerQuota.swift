import AirlockCore
import CSandbox
import Glibc

/// Room that one branch may take on the disk. The file system counts for all its files together only, so the branch is added
/// up now and then: often while little of it is there, more seldom the longer that takes.
struct LayerQuota: Sendable {
    /// The branch's own layer.
    let data: OpenFile
    let bytes: Int
    let inodes: Int

    /// What was passed; nil if neither.
    func passed() -> ProgramResult.Stop? {
        var (used, entries): (UInt64, UInt64) = (0, 0)
        // What can't be added up is left to the measuring at the end, which has limits of its own.
        guard airlock_usage(data.number, 0, UInt64(max(bytes, 0)), UInt64(max(inodes, 0)), &used, &entries) == 0 else {
            return nil
        }
        if entries > UInt64(max(inodes, 0)) { return .inodes }
        return used > UInt64(max(bytes, 0)) ? .layerBytes : nil
    }
}
