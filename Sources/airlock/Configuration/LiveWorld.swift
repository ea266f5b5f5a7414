import AirlockCore
import Foundation

extension World {
    /// The real clock and the system's random source.
    static let live = World(
        now: { Timestamp(Date()) },
        newID: { prefix in
            var random = SystemRandomNumberGenerator()
            let bits = (0..<3).map { _ in UInt32.random(in: .min ... .max, using: &random) }
            let hex = bits.map { word in
                let digits = String(word, radix: 16)
                return String(repeating: "0", count: 8 - digits.count) + digits
            }
            return "\(prefix)_\(hex.joined())"
        })
}
