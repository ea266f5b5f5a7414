import AirlockModels
import Foundation
import Testing

/// The small model and its server, where `scripts/fetch-models --model 0.5b --server` put them. `AIRLOCK_TEST_MODEL` names
/// another one of the catalogue, as `scripts/test-model` does.
enum RealModel {
    static let model =
        ProcessInfo.processInfo.environment["AIRLOCK_TEST_MODEL"].flatMap(ModelCatalogue.model(named:))
        ?? ModelCatalogue.qwenCoder0B5
    static let cache: ModelCache = {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? "/root"
        let folder = environment["AIRLOCK_CACHE"] ?? (environment["XDG_CACHE_HOME"] ?? "\(home)/.cache") + "/airlock"
        return ModelCache(folder: folder)
    }()
    static let isThere = cache.hasServer && cache.has(model)
    static let missing: Comment = "needs scripts/fetch-models --model \(model.shortName) --server"
    static var paths: [String] { cache.paths(of: model) }
}
