/// Reads sed scripts as far as is needed to see that they only print, delete, and substitute text.
///
/// GNU sed runs programs by the command `e` and by the flag `e` of `s`, and writes files by `w` and `W` and the flag `w`
/// (GNU sed manual, sections 3.3 and 6.10). So only these are known: an address of numbers, `$` or `/text/`, and one of
/// `p d = q`, or one `s` with the flags `g p i I` and a number. Several parts by `;`.
enum SedScript {
    static func isHarmless(_ script: String) -> Bool {
        var rest = Array(script.utf8)[...]
        repeat {
            guard takeCommand(from: &rest) else { return false }
            guard let next = rest.popFirst() else { return true }
            guard next == UInt8(ascii: ";") else { return false }
        } while !rest.isEmpty
        return true
    }

    private static func takeCommand(from rest: inout ArraySlice<UInt8>) -> Bool {
        guard takeAddress(from: &rest) else { return false }
        if rest.first == UInt8(ascii: "!") { rest.removeFirst() }
        switch rest.popFirst() {
        case UInt8(ascii: "p"), UInt8(ascii: "d"), UInt8(ascii: "="), UInt8(ascii: "q"): return true
        case UInt8(ascii: "s"): return takeSubstitution(from: &rest)
        default: return false
        }
    }

    private static func takeAddress(from rest: inout ArraySlice<UInt8>) -> Bool {
        repeat {
            switch rest.first {
            case UInt8(ascii: "$"): rest.removeFirst()
            case UInt8(ascii: "/"):
                rest.removeFirst()
                guard takeText(until: UInt8(ascii: "/"), from: &rest) else { return false }
            case let digit? where digit.isDigit: rest = rest.drop(while: \.isDigit)
            default: return true
            }
            guard rest.first == UInt8(ascii: ",") else { return true }
            rest.removeFirst()
        } while true
    }

    private static func takeSubstitution(from rest: inout ArraySlice<UInt8>) -> Bool {
        guard let delimiter = rest.popFirst(), "/|,#:@%".utf8.contains(delimiter),
            takeText(until: delimiter, from: &rest), takeText(until: delimiter, from: &rest)
        else { return false }
        rest = rest.drop { "gpiI".utf8.contains($0) || $0.isDigit }
        return true
    }

    /// Whether a delimiter inside brackets counts differs between seds, so there must be none.
    private static func takeText(until delimiter: UInt8, from rest: inout ArraySlice<UInt8>) -> Bool {
        while let byte = rest.popFirst() {
            switch byte {
            case delimiter: return true
            case UInt8(ascii: "\n"): return false
            case UInt8(ascii: "["): guard takeBracket(delimiter, from: &rest) else { return false }
            case UInt8(ascii: "\\"): guard rest.popFirst() != nil else { return false }
            default: continue
            }
        }
        return false
    }

    private static func takeBracket(_ delimiter: UInt8, from rest: inout ArraySlice<UInt8>) -> Bool {
        guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return false }
        let inside = rest[..<end]
        rest = rest[(end + 1)...]
        return !inside.isEmpty && inside != [UInt8(ascii: "^")]
            && !inside.contains { $0 == delimiter || "\\\n[".utf8.contains($0) }
    }
}
