extension String {
    /// This text with what could make it look like another text written as `\u{…}`: control, format and direction-changing
    /// characters, blanks that aren't a space, and letters that look like those of another alphabet beside them.
    ///
    /// A word of one alphabet stays as it is, so that Russian is read as Russian; a word that mixes alphabets, or is made of
    /// look-alikes alone in a line that is otherwise Latin, has its foreign letters escaped. After Unicode Technical
    /// Standard 39, sections 4 and 5, for the alphabets that can be typed: Latin, Cyrillic, Greek, Armenian, Cherokee.
    /// - Parameter kept: Left as they are, e.g. the line break where text may have several lines.
    public func escapingDeceptive(keeping kept: Set<Unicode.Scalar> = []) -> String {
        guard unicodeScalars.contains(where: { !$0.isASCII || $0.value < 0x20 || $0.value == 0x7F }) else {
            return self
        }
        var shown = String.UnicodeScalarView()
        for line in unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
            if !shown.isEmpty || line.startIndex > unicodeScalars.startIndex {
                shown.append(contentsOf: Self.lineBreak(kept))
            }
            shown.append(contentsOf: DeceptiveLetters.escape(Array(line), keeping: kept))
        }
        return String(shown)
    }

    /// How many characters ``escapingDeceptive(keeping:)`` would write as `\u{…}`.
    public func deceptiveCount(keeping kept: Set<Unicode.Scalar> = []) -> Int {
        let lines = unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        let breaks = kept.contains("\n") ? 0 : lines.count - 1
        return lines.reduce(breaks) { $0 + DeceptiveLetters.marks(Array($1), keeping: kept).count { $0 } }
    }

    private static func lineBreak(_ kept: Set<Unicode.Scalar>) -> [Unicode.Scalar] {
        kept.contains("\n") ? ["\n"] : Array("\\u{a}".unicodeScalars)
    }
}

/// Finds the characters of one line that could deceive.
enum DeceptiveLetters {
    private enum Script: Hashable { case latin, cyrillic, greek, armenian, cherokee, other }

    static func escape(_ line: [Unicode.Scalar], keeping kept: Set<Unicode.Scalar>) -> [Unicode.Scalar] {
        zip(line, marks(line, keeping: kept)).flatMap { scalar, isMarked in
            isMarked ? Array("\\u{\(String(scalar.value, radix: 16))}".unicodeScalars) : [scalar]
        }
    }

    /// For each character, whether it is to be escaped.
    static func marks(_ line: [Unicode.Scalar], keeping kept: Set<Unicode.Scalar>) -> [Bool] {
        var marks = line.map { isDeceptive($0) && !kept.contains($0) }
        let isForeign = line.contains { script(of: $0).map { $0 != .latin } == true && !lookAlikes.contains($0) }
        var start = 0
        while start < line.count {
            guard script(of: line[start]) != nil else {
                markDash(at: start, line, &marks)
                start += 1
                continue
            }
            let end = line[start...].firstIndex { script(of: $0) == nil && !isMark($0) } ?? line.count
            markWord(start..<end, line, isInForeignLine: isForeign, &marks)
            start = end
        }
        return marks
    }

    private static func markWord(
        _ word: Range<Int>, _ line: [Unicode.Scalar], isInForeignLine: Bool, _ marks: inout [Bool]
    ) {
        let scripts = Set(line[word].compactMap(script))
        let onlyLookAlikes = !scripts.contains(.latin) && line[word].allSatisfy { lookAlikes.contains($0) }
        guard scripts.count > 1 || (onlyLookAlikes && !isInForeignLine) else { return }
        let home = scripts.contains(.latin) ? Script.latin : nil
        for index in word where script(of: line[index]).map({ $0 != home }) == true { marks[index] = true }
    }

    /// A dash in front of a word looks like the one of an option.
    private static func markDash(at index: Int, _ line: [Unicode.Scalar], _ marks: inout [Bool]) {
        guard (0x2012...0x2015).contains(line[index].value) else { return }
        let isFirst = index == 0 || line[index - 1] == " "
        let isBeforeWord = index + 1 < line.count && line[index + 1] != " "
        if isFirst && isBeforeWord { marks[index] = true }
    }

    /// What deceives wherever it stands.
    private static func isDeceptive(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.isASCII else { return scalar.value < 0x20 || scalar.value == 0x7F }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned,
            .spaceSeparator:
            return true
        default: break
        }
        if properties.isDefaultIgnorableCodePoint { return true }
        switch scalar.value {
        case 0x2800,  // blank braille pattern
            0x037E, 0x0589, 0x05C3, 0x2024, 0x2044, 0x2215, 0x29F8, 0x2236, 0xA789, 0x02D0,  // like ; : . /
            0x2010, 0x2011, 0x2212, 0x02D7,  // like -
            0x2018, 0x2019, 0x201A, 0x201B, 0x02BC, 0x02B9, 0x2032, 0xFF07,  // like '
            0x01C0, 0x2223, 0x2758,  // like |
            0xFE00...0xFE6F, 0xFF00...0xFFEF, 0x1D400...0x1D7FF, 0x2460...0x24FF:  // other forms of ASCII
            return true
        default: return false
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    /// Nil for what is no letter.
    private static func script(of scalar: Unicode.Scalar) -> Script? {
        guard scalar.properties.isAlphabetic else { return nil }
        switch scalar.value {
        case 0x41...0x7A, 0xAA...0x24F, 0x250...0x2AF, 0x1D00...0x1D7F, 0x1E00...0x1EFF, 0x2C60...0x2C7F,
            0xA720...0xA7FF:
            return .latin
        case 0x370...0x3FF, 0x1F00...0x1FFF: return .greek
        case 0x400...0x52F, 0x1C80...0x1C8F, 0x1D2B, 0xA640...0xA69F: return .cyrillic
        case 0x530...0x58F: return .armenian
        case 0x13A0...0x13FF, 0xAB70...0xABBF: return .cherokee
        default: return .other
        }
    }

    /// Letters of other alphabets that look like Latin ones, with those that do in common fonts.
    private static let lookAlikes = Set(
        ("АВЕЅІЈКМНОРСТУХаеіјорсухѕԁԛԝһѵӏҮү" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονυικρα" + "ՕՏԼոսօցհ" + "ᎪᏴᏟᎠᎬᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᏔᏃ")
            .unicodeScalars)
}
