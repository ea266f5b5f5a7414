/// A metadata value of a GGUF file. Long arrays (the vocabulary) are passed over: nothing here needs them.
enum GGUFValue: Sendable, Hashable {
    case integer(Int)
    case real(Double)
    case flag(Bool)
    case text(String)
    /// Of at most ``GGUFReader/keptItems`` numbers or flags, e.g. one a layer.
    case list([GGUFValue])
    /// An array that was passed over, by its length.
    case skipped(count: Int)

    var integer: Int? {
        if case .integer(let value) = self { value } else { nil }
    }

    var text: String? {
        if case .text(let value) = self { value } else { nil }
    }

    var list: [GGUFValue]? {
        if case .list(let items) = self { items } else { nil }
    }

    /// How many items an array has, kept or not.
    var count: Int? {
        switch self {
        case .list(let items): items.count
        case .skipped(let count): count
        case .integer, .real, .flag, .text: nil
        }
    }
}
