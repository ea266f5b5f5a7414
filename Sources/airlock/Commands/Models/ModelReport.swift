import AirlockCore
import AirlockModels

/// What this machine can do with each model of the catalogue: the arithmetic, and the command that would be run.
struct ModelReport {
    struct Line {
        let model: CatalogueModel
        let isThere: Bool
        let outcome: Result<FitPlan, AirlockError>
    }

    let machine: MachineFacts
    /// What went wrong with the graphics driver.
    let trouble: String?
    let cache: ModelCache
    let lines: [Line]
    /// What `auto` runs here, now.
    let chosen: ModelChoice?

    init(places: Places, environment: [String: String]) async throws(AirlockError) {
        cache = ModelCache(folder: places.cache)
        (machine, trouble) = try await MachineSurvey(environment: environment).facts()
        let (cache, machine) = (cache, machine)
        lines = ModelCatalogue.all.map { model in
            let outcome = Result { () throws(AirlockError) in try ModelChoice(model, in: cache, on: machine).plan }
            return Line(model: model, isThere: cache.has(model), outcome: outcome)
        }
        chosen = cache.hasServer ? try? ModelChoice.automatic(in: cache, on: machine) : nil
    }

    /// The machine in words.
    var machineText: String {
        let cards = machine.cards.map { card in
            "\(card.name), \(ByteCount(card.freeMemory)) of \(ByteCount(card.totalMemory)) free, driver \(card.driver)"
                + (machine.cuda.map { ", CUDA \($0)" } ?? "")
        }
        let memory =
            "\(ByteCount(machine.availableMemory)) of \(ByteCount(machine.totalMemory)) of memory free, "
            + "\(machine.processors) processors"
        return (cards.isEmpty ? ["no graphics card that is known"] + (trouble.map { ["(\($0))"] } ?? []) : cards)
            .joined(separator: " ") + "; " + memory
    }

    /// The sums of one plan.
    static func arithmetic(_ plan: FitPlan) -> String {
        func sum(_ share: MemoryNeed.Share) -> String {
            "\(ByteCount(share.weights)) weights + \(ByteCount(share.cache)) cache + \(ByteCount(share.buffers)) buffers = "
                + "\(ByteCount(share.total))"
        }
        let main = "memory: " + sum(plan.need.main)
        guard let card = plan.card else { return main }
        return "card: \(sum(plan.need.graphics)) of \(ByteCount(card.freeMemory)) free; \(main)"
    }

    static func headline(_ plan: FitPlan) -> String {
        let place = plan.placement
        let context = "\(place.slots) × \(place.contextTokens) tokens"
        switch plan.extent {
        case .graphics: return "whole on the graphics card, \(context)"
        case .shared where place.expertsInMemory > 0:
            return "on the graphics card with the experts of \(place.expertsInMemory) layers in memory, \(context)"
        case .shared: return "\(place.layersOnGraphics) layers on the graphics card, the rest in memory, \(context)"
        case .processor: return "on the processor, \(context)"
        }
    }

    /// The command that serves a model, without where it listens.
    func command(_ model: CatalogueModel, _ plan: FitPlan) -> [String] {
        LlamaServerSettings(cache: cache, model: model, placement: plan.placement, socketFolder: "/run").arguments
    }

    var json: JSONValue {
        let cards = machine.cards.map { card -> JSONValue in
            [
                "name": .string(card.name), "total_bytes": .integer(Int64(card.totalMemory)),
                "free_bytes": .integer(Int64(card.freeMemory)), "driver": .string(card.driver),
            ]
        }
        return [
            "cards": .array(cards), "cuda": machine.cuda.map(JSONValue.string) ?? .null,
            "driver_trouble": trouble.map(JSONValue.string) ?? .null,
            "memory_bytes": .integer(Int64(machine.totalMemory)),
            "available_bytes": .integer(Int64(machine.availableMemory)),
            "processors": .integer(Int64(machine.processors)),
            "models": .array(lines.map(json(of:))),
            "chosen": chosen.map { .string($0.model.id) } ?? .null,
        ]
    }

    private func json(of line: Line) -> JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(line.model.id), "name": .string(line.model.shortName), "there": .bool(line.isThere),
            "bytes": .integer(Int64(line.model.bytes)), "licence": .string(line.model.licence),
            "plans_freely": .bool(line.model.plansFreely),
            "files": .array(
                line.model.files.map {
                    ["name": .string($0.name), "bytes": .integer(Int64($0.bytes)), "sha256": .string($0.sha256)]
                }),
            "sources": .array(line.model.sources.map { .string($0.title) }),
        ]
        switch line.outcome {
        case .failure(let error):
            members["fits"] = false
            members["reason"] = .string(error.message)
        case .success(let plan):
            members["fits"] = true
            members["plan"] = Self.json(of: plan)
            members["command"] = .array(command(line.model, plan).map(JSONValue.string))
        }
        return .object(members)
    }

    private static func json(of plan: FitPlan) -> JSONValue {
        func json(of share: MemoryNeed.Share) -> JSONValue {
            [
                "weights": .integer(Int64(share.weights)), "cache": .integer(Int64(share.cache)),
                "buffers": .integer(Int64(share.buffers)), "total": .integer(Int64(share.total)),
            ]
        }
        let place = plan.placement
        return [
            "extent": .string(plan.extent.rawValue), "layers_on_graphics": .integer(Int64(place.layersOnGraphics)),
            "experts_in_memory": .integer(Int64(place.expertsInMemory)),
            "context_tokens": .integer(Int64(place.contextTokens)),
            "slots": .integer(Int64(place.slots)), "batch_tokens": .integer(Int64(place.batchTokens)),
            "threads": .integer(Int64(place.threads)), "graphics": json(of: plan.need.graphics),
            "memory": json(of: plan.need.main),
        ]
    }
}
