/// A number of bytes as people write it: `20GiB`, `512 MiB`, `4096`.
public struct ByteCount: Sendable, Hashable, Codable, CustomStringConvertible {
    public let bytes: Int

    private static let units = ["B", "KiB", "MiB", "GiB", "TiB"]

    public init(_ bytes: Int) { self.bytes = bytes }

    /// - Parameter text: A whole number that isn't negative, and after it a unit (powers of 1024; none: bytes).
    /// - Throws: `.invalidRequest` for anything else, and for what a machine can't count.
    public init(_ text: String) throws(AirlockError) {
        let digits = text.prefix { ("0"..."9").contains($0) }
        let unit = text[digits.endIndex...].drop { $0 == " " }
        guard let number = Int(digits), let power = unit.isEmpty ? 0 : Self.units.firstIndex(of: String(unit)),
            case (let bytes, false) = number.multipliedReportingOverflow(by: 1 << (10 * power))
        else {
            throw AirlockError(
                .invalidRequest, "\(text.prefix(40).debugDescription) is not a number of bytes",
                hint: "write a whole number and a unit, e.g. 20GiB; units: \(Self.units.joined(separator: ", "))")
        }
        self.bytes = bytes
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int.self), number >= 0 {
            bytes = number
        } else {
            let text = try container.decode(String.self)
            do {
                self = try ByteCount(text)
            } catch {
                let key = decoder.codingPath.map(\.stringValue).joined(separator: ".")
                throw AirlockError(error.code, "\(key): \(error.message)", hint: error.hint)
            }
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(bytes)
    }

    /// In the largest unit that it fills, with one digit after the point: `1.5 GiB`.
    public var description: String {
        var (unit, scale) = (0, 1)
        while unit < Self.units.count - 1, bytes / scale >= 1024 {
            unit += 1
            scale *= 1024
        }
        guard unit > 0 else { return "\(bytes) B" }
        let tenths = Int((Double(bytes) / Double(scale) * 10).rounded(.down))
        return tenths % 10 == 0
            ? "\(tenths / 10) \(Self.units[unit])" : "\(tenths / 10).\(tenths % 10) \(Self.units[unit])"
    }
}
