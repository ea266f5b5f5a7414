public import AirlockCore

/// A model together with the way it is run here.
public struct ModelChoice: Sendable, Hashable {
    public let model: CatalogueModel
    public let plan: FitPlan

    /// How a model would be run.
    /// - Throws: `.unavailable` if it doesn't fit, or if its shape is only known once it is there.
    public init(_ model: CatalogueModel, in cache: ModelCache, on machine: MachineFacts) throws(AirlockError) {
        let shape: ModelShape
        if cache.has(model) {
            shape = try ModelShape(files: cache.paths(of: model))
        } else if let outline = model.outline {
            shape = outline
        } else {
            throw AirlockError(
                .unavailable, "what \(model.id) needs is known once it is there",
                hint: "airlock model pull \(model.shortName)")
        }
        self.model = model
        plan = try FitPlanner(machine).plan(shape, onProcessor: model.runsOnProcessor)
    }

    /// The best model that is there and fits.
    /// - Throws: `.unavailable` if there is none, with the reason of the smallest.
    public static func automatic(
        in cache: ModelCache, on machine: MachineFacts
    ) throws(AirlockError) -> ModelChoice {
        var reason = AirlockError(.unavailable, "no model is in the cache", hint: "airlock model pull 1.5b --server")
        for model in ModelCatalogue.automatic where cache.has(model) {
            do {
                return try ModelChoice(model, in: cache, on: machine)
            } catch {
                reason = error
            }
        }
        throw reason
    }
}
