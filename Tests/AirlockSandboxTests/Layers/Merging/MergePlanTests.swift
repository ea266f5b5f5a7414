import Testing

@testable import AirlockSandbox

@Suite struct MergePlanTests {
    @Test func `a level is the logarithm of the entries`() {
        #expect([0, 6, 7, 62, 63, 510, 511].map(MergePlan.level) == [0, 0, 1, 1, 2, 2, 3])
    }

    @Test func `eight layers of a level are merged with the smaller ones between them, and no larger one`() {
        let seven = [Int](repeating: 1, count: 7)
        #expect(MergePlan.range(in: []) == nil)
        #expect(MergePlan.range(in: seven + [100_000]) == nil)
        #expect(MergePlan.range(in: seven + [1, 100_000, 1]) == 0..<8)
        #expect(MergePlan.range(in: seven + [100_000, 1]) == nil)
        #expect(MergePlan.range(in: [500] + [Int](repeating: 10, count: 7) + [1, 10, 1, 500]) == 1..<11)
    }

    @Test func `a chain that is too long anyway is merged but for its largest layer`() {
        let sizes = (0..<120).map { [1, 10, 100, 1000][$0 % 4] * ($0 % 16 < 4 ? 1 : 8) }
        var chain = sizes + [50_000]
        var merges = 0
        while let range = MergePlan.range(in: chain) {
            #expect(range.count >= 2 && !range.contains(chain.count - 1))
            chain.replaceSubrange(range, with: [chain[range].reduce(0, +)])
            merges += 1
        }
        #expect(chain.count <= 100 && chain.last == 50_000 && merges > 0)
        let jagged = Array(repeating: [0, 0, 0, 0, 0, 0, 0, 10, 100], count: 12).flatMap { $0 }.prefix(104) + [90_000]
        #expect(MergePlan.range(in: Array(jagged)) != nil)
    }

    @Test func `a job of any number of steps keeps a short chain and rewrites a path a few times`() {
        var chain = [100_000]
        var written = 0
        var longest = 0
        for _ in 0..<5000 {
            chain.insert(3, at: 0)
            while let range = MergePlan.range(in: chain) {
                let size = chain[range].reduce(0, +)
                chain.replaceSubrange(range, with: [size])
                written += size
            }
            longest = max(longest, chain.count)
        }
        #expect(longest <= 40)
        #expect(written <= 15_000 * 6)
        #expect(chain.last == 100_000)
    }
}
