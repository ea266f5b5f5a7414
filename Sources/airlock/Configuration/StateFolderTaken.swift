import AirlockCore
import AirlockStore

extension StateFolder {
    /// Opens the state folder for a command that needs it for itself.
    /// - Throws: `.unavailable` if another process holds it: to a command line, that is a lack of this machine and not
    ///   an answer of the server.
    static func take(_ path: String, minimumFreeBytes: Int) throws(AirlockError) -> StateFolder {
        do {
            return try StateFolder(path, minimumFreeBytes: minimumFreeBytes)
        } catch  where error.code == .conflict {
            throw AirlockError(.unavailable, error.message, hint: error.hint, cause: error)
        }
    }
}
