public import AirlockCore

/// Finds the best way to run a model on a machine.
///
/// Best is: all of it on the card with the longest context and the most slots that fit; else the whole context with as few
/// experts, or layers, in main memory as need be; else, where that is fast enough to be of use, the processor.
public struct FitPlanner: Sendable {
    /// Tokens a conversation should have; more only costs memory, as no prompt of ours is longer.
    public static let wantedContext = 32_768
    /// With less, a job's prompts don't fit.
    public static let leastContext = 4_096
    /// Conversations at a time, at most.
    public static let mostSlots = 4
    /// Tokens of context that a plan for the processor gets: prompts are slow there.
    static let processorContext = 8_192

    private let machine: MachineFacts

    public init(_ machine: MachineFacts) { self.machine = machine }

    /// - Parameter onProcessor: Whether it may run without a card.
    /// - Throws: `.unavailable` with what is lacking.
    public func plan(_ shape: ModelShape, onProcessor: Bool) throws(AirlockError) -> FitPlan {
        let context = min(Self.wantedContext, shape.trainedContext)
        if let card = machine.bestCard, let plan = onGraphics(shape, card, context) { return plan }
        guard onProcessor else {
            throw AirlockError(.unavailable, "it is of use on a graphics card only, and \(lack)")
        }
        for tokens in [Self.processorContext, Self.leastContext] {
            let placement = ServerPlacement.processor(
                contextTokens: min(tokens, context), threads: machine.threads)
            let plan = FitPlan(shape, placement, card: nil)
            if plan.need.main.total <= room { return plan }
        }
        throw AirlockError(
            .unavailable, "it takes more than the \(ByteCount(machine.availableMemory)) of memory that are free")
    }

    private func onGraphics(_ shape: ModelShape, _ card: GraphicsCard, _ context: Int) -> FitPlan? {
        let whole = shape.layers.count + 1
        func plan(_ layers: Int, _ experts: Int, _ tokens: Int, _ slots: Int, _ batch: Int) -> FitPlan? {
            let placement = ServerPlacement(
                layersOnGraphics: layers, expertsInMemory: experts, contextTokens: tokens, slots: slots,
                batchTokens: batch, threads: machine.threads)
            let plan = FitPlan(shape, placement, card: card)
            return plan.need.graphics.total <= card.freeMemory && plan.need.main.total <= room ? plan : nil
        }
        for slots in [Self.mostSlots, 2, 1] {
            if let found = plan(whole, 0, context, slots, 2048) { return found }
        }
        for tokens in [context, context / 2] where tokens >= Self.leastContext {
            if let found = plan(whole, 0, tokens, 1, 512) { return found }
        }
        for tokens in [context, context / 2, context / 4] where tokens >= Self.leastContext {
            let steps =
                shape.layers.contains { $0.experts > 0 }
                ? (1...shape.layers.count).map { (whole, $0) }
                : (1..<max(2, shape.layers.count)).reversed().map { ($0, 0) }
            for (layers, experts) in steps {
                if let found = plan(layers, experts, tokens, 1, 512) { return found }
            }
        }
        return nil
    }

    /// Bytes of main memory that a model may take: a tenth is left to everything else.
    private var room: Int { machine.availableMemory / 10 * 9 }

    private var lack: String {
        guard let card = machine.bestCard else { return "this machine has none that is known" }
        return "\(card.name) has only \(ByteCount(card.freeMemory)) free, with \(ByteCount(machine.availableMemory)) "
            + "of main memory"
    }
}
