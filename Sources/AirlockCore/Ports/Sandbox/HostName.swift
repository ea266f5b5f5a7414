/// The name of a host, never an address: lower case, without a final dot.
///
/// Letters, digits and hyphens in labels of at most 63 bytes, 253 bytes in all (RFC 1123, 2.1). The last label begins with
/// a letter: what begins with a digit there is read as an IPv4 address by some resolver (`127.1`, `2130706433`, `0x7f.1`).
public struct HostName: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    /// - Returns: nil for anything else, so also for an address, for letters outside ASCII and for an empty label.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let lower = text.lowercased()
        let name = lower.hasSuffix(".") ? String(lower.dropLast()) : lower
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard name.utf8.count <= 253, labels.allSatisfy(Self.isLabel), labels.last?.first?.isLetter == true else {
            return nil
        }
        self.text = name
    }

    public var description: String { text }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) || $0 == 0x2d }
    }
}
