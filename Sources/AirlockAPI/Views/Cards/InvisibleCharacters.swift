extension String {
    /// This text with control, format and direction-changing characters, which could make it look like another, written
    /// as `\\u{…}`.
    /// - Parameter kept: Left as they are, e.g. the line break where text may have several lines.
    public func escapingInvisible(keeping kept: Set<Unicode.Scalar> = []) -> String {
        guard unicodeScalars.contains(where: { $0.isInvisible && !kept.contains($0) }) else { return self }
        var shown = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar.isInvisible, !kept.contains(scalar) {
                shown.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            } else {
                shown.append(scalar)
            }
        }
        return String(shown)
    }
}

extension Unicode.Scalar {
    fileprivate var isInvisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
