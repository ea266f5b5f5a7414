import AirlockCore
import Foundation
import Testing

@testable import AirlockModels

struct FitPlannerTests {
    private static let gibibyte = 1 << 30
    private static let mebibyte = 1 << 20

    private func machine(
        card free: Int?, total: Int? = nil, memory: Int = 32 << 30, processors: Int = 8
    ) -> MachineFacts {
        let card = free.map {
            GraphicsCard(name: "Test", totalMemory: total ?? $0, freeMemory: $0, driver: "570.1")
        }
        return MachineFacts(
            cards: card.map { [$0] } ?? [], cuda: nil, totalMemory: memory, availableMemory: memory,
            processors: processors)
    }

    @Test(arguments: [(24, 32 as UInt64), (36, 128)])
    func `the published shape of gpt-oss is that of its file`(layers: Int, experts: UInt64) throws {
        let read = try withFile(GGUFBytes.gptOSS(layers: layers, experts: experts).bytes) {
            try ModelShape(files: [$0])
        }
        #expect(read == .gptOSS(layers: layers, experts: Int(experts)))
    }

    @Test func `the weights are those of the published files, but for the vocabulary`() {
        for model in [ModelCatalogue.gptOSS20B, ModelCatalogue.gptOSS120B] {
            let vocabulary = model.bytes - (model.outline?.weights ?? 0)
            #expect((12_000_000..<14_000_000).contains(vocabulary), "\(model.id): \(vocabulary)")
        }
    }

    /// llama.cpp's own log for gpt-oss-20b: `CUDA0 model buffer size = 10949.38 MiB`, `CPU_Mapped 586.82 MiB`, 3,072 MiB of
    /// cache for 131,072 tokens and 18 MiB for the windows, 398.38 MiB of compute buffer.
    @Test func `each part is what llama-server itself says`() {
        let placement = ServerPlacement(
            layersOnGraphics: 25, expertsInMemory: 0, contextTokens: 131_072, slots: 1, batchTokens: 512, threads: 8)
        let need = MemoryNeed(.gptOSS(layers: 24, experts: 32), in: placement)
        #expect(abs(Double(need.graphics.weights) / Double(Self.mebibyte) - 10_949.38) < 1)
        #expect(abs(Double(need.main.weights) / Double(Self.mebibyte) - 586.82) < 0.01)
        #expect(need.graphics.cache == (3_072 + 18) << 20)
        let mask = 131_072 * 512 * 6
        let logits = need.graphics.buffers - mask - MemoryNeed.driver
        #expect(abs(Double(logits) / Double(Self.mebibyte) - 398.38) < 0.01)
    }

    /// Measured for a batch of 2,048: about 15, 15.5 and 18 GB of video memory.
    @Test(arguments: [(8_192, 15.0), (32_768, 15.5), (131_072, 18.0)])
    func `the sum is within a tenth of what was measured`(tokens: Int, measured: Double) {
        let placement = ServerPlacement(
            layersOnGraphics: 25, expertsInMemory: 0, contextTokens: tokens, slots: 1, batchTokens: 2_048, threads: 8)
        let need = MemoryNeed(.gptOSS(layers: 24, experts: 32), in: placement)
        let computed = Double(need.graphics.total) / 1e9
        #expect(abs(computed / measured - 1) < 0.1, "\(computed) GB")
    }

    @Test func `on 24 GB gpt-oss is whole on the card, with all slots and the whole context`() throws {
        let plan = try FitPlanner(machine(card: 23_500 << 20)).plan(
            .gptOSS(layers: 24, experts: 32), onProcessor: false)
        #expect(plan.extent == .graphics)
        #expect(
            plan.placement
                == ServerPlacement(
                    layersOnGraphics: 25, expertsInMemory: 0, contextTokens: 32_768, slots: 4, batchTokens: 2_048,
                    threads: 8))
        #expect(plan.need.graphics.total <= 23_500 << 20)
    }

    @Test(arguments: [(11_600, 1...6), (7_600, 11...18)])
    func `on less some experts stay in main memory, and no more than must`(free: Int, expected: ClosedRange<Int>) throws
    {
        let shape = ModelShape.gptOSS(layers: 24, experts: 32)
        let plan = try FitPlanner(machine(card: free << 20)).plan(shape, onProcessor: false)
        #expect(plan.extent == .shared)
        #expect(expected.contains(plan.placement.expertsInMemory), "\(plan.placement.expertsInMemory)")
        #expect(plan.placement.contextTokens == 32_768)
        #expect(plan.need.graphics.total <= free << 20)
        var greedier = plan.placement
        greedier.expertsInMemory -= 1
        #expect(MemoryNeed(shape, in: greedier).graphics.total > free << 20)
        // Nothing is lost between the two memories.
        #expect(plan.need.graphics.weights + plan.need.main.weights == shape.weights)
    }

    @Test func `what fits in no memory, and a large model without a card, is refused with the reason`() throws {
        let shape = ModelShape.gptOSS(layers: 24, experts: 32)
        let small = #expect(throws: AirlockError.self) {
            try FitPlanner(machine(card: 8 << 30, memory: 4 << 30)).plan(shape, onProcessor: false)
        }
        #expect(small?.code == .unavailable)
        #expect(small?.message.contains("Test has only 8 GiB free, with 4 GiB of main memory") == true)
        let none = #expect(throws: AirlockError.self) {
            try FitPlanner(machine(card: nil)).plan(shape, onProcessor: false)
        }
        #expect(none?.message.contains("this machine has none") == true)
    }

    @Test func `a model without experts leaves whole layers in main memory`() throws {
        let layer = ModelShape.Layer(dense: 400 << 20, experts: 0, cachePerToken: 4_096, window: nil)
        let shape = ModelShape(
            layers: Array(repeating: layer, count: 32), embedding: 500 << 20, output: 500 << 20, vocabulary: 128_000,
            width: 4_096, trainedContext: 8_192)
        let plan = try FitPlanner(machine(card: 8 << 30)).plan(shape, onProcessor: true)
        #expect(plan.extent == .shared)
        #expect((1..<32).contains(plan.placement.layersOnGraphics))
        #expect(plan.placement.arguments.contains("-ngl"))
        #expect(!plan.placement.arguments.contains("--n-cpu-moe"))
        var greedier = plan.placement
        greedier.layersOnGraphics += 1
        #expect(MemoryNeed(shape, in: greedier).graphics.total > 8 << 30)
    }

    @Test func `without a card a small model runs on the processor`() throws {
        let layer = ModelShape.Layer(dense: 20 << 20, experts: 0, cachePerToken: 512, window: nil)
        let shape = ModelShape(
            layers: Array(repeating: layer, count: 24), embedding: 140 << 20, output: 140 << 20, vocabulary: 151_936,
            width: 896, trainedContext: 32_768)
        let plan = try FitPlanner(machine(card: nil, processors: 2)).plan(shape, onProcessor: true)
        #expect(plan.extent == .processor)
        #expect(plan.placement.arguments == ["-c", "8192", "-np", "1", "-t", "2", "-tb", "2", "--device", "none"])
        #expect(plan.need.graphics.total == 0)
    }

    @Test(.enabled(if: RealModel.isThere, RealModel.missing))
    func `the real small model's file gives its published shape`() throws {
        let shape = try ModelShape(files: RealModel.paths)
        #expect(shape.layers.count == 24)
        // 2 key heads of 64, keys and values, 2 bytes each.
        #expect(shape.layers.allSatisfy { $0.cachePerToken == 2 * 64 * 2 * 2 && $0.window == nil })
        #expect(shape.width == 896)
        #expect(shape.vocabulary == 151_936)
        #expect(shape.trainedContext == 32_768)
        let files = try GGUFFile(path: RealModel.paths[0])
        #expect(files.isWhole)
        let stored = files.tensors.reduce(0) { $0 + $1.bytes }
        #expect((0..<8_000_000).contains(files.bytes - stored))
    }
}
