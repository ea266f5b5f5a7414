/// How a model is run on a machine, and what that takes.
public struct FitPlan: Sendable, Hashable {
    public enum Extent: String, Sendable, Hashable {
        /// All of it on the graphics card.
        case graphics
        /// Part of it in main memory.
        case shared
        /// No graphics card is used.
        case processor
    }

    public let placement: ServerPlacement
    public let need: MemoryNeed
    public let extent: Extent
    /// The card that it was made for.
    public let card: GraphicsCard?

    init(_ shape: ModelShape, _ placement: ServerPlacement, card: GraphicsCard?) {
        self.placement = placement
        self.card = placement.usesGraphics ? card : nil
        need = MemoryNeed(shape, in: placement)
        extent =
            if !placement.usesGraphics {
                .processor
            } else if placement.layersOnGraphics > shape.layers.count,
                placement.expertsInMemory == 0
            { .graphics } else { .shared }
    }
}
