import AirlockModels
import Foundation
import Testing

/// The small model and its server, where `scripts/fetch-models --model 0.5b --server` put them.
enum RealModel {
    static let cache: ModelCache = {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? "/root"
        let folder = environment["AIRLOCK_CACHE"] ?? (environment["XDG_CACHE_HOME"] ?? "\(home)/.cache") + "/airlock"
        return ModelCache(folder: folder)
    }()
    static let isThere = cache.hasServer && cache.has(ModelCatalogue.qwenCoder0B5)
    static let missing: Comment = "needs scripts/fetch-models --model 0.5b --server"
    static var paths: [String] { cache.paths(of: ModelCatalogue.qwenCoder0B5) }
}
