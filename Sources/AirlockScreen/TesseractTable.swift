/// What Tesseract writes as `tsv`: one line for each block, paragraph, line and word.
struct TesseractTable {
    /// Lines by new lines, paragraphs by blank lines.
    let text: String
    let words: [RecognizedWord]

    private static let maximumWords = 20_000

    /// Lines that aren't as they should be are left out.
    init(_ table: String) {
        var words: [RecognizedWord] = []
        var text = ""
        var last: (line: [Substring], paragraph: [Substring])?
        for row in table.split(whereSeparator: \.isNewline) where words.count < Self.maximumWords {
            // level, page, block, paragraph, line, word, left, top, width, height, confidence, text
            let fields = row.split(separator: "\t", maxSplits: 11, omittingEmptySubsequences: false)
            guard fields.count == 12, fields[0] == "5", let confidence = Double(fields[10]), confidence >= 0,
                fields[11].contains(where: { !$0.isWhitespace })
            else { continue }
            let box = fields[6...9].compactMap { Int($0) }
            guard box.count == 4 else { continue }
            let place = (line: Array(fields[1...4]), paragraph: Array(fields[1...3]))
            if let last {
                text += last.paragraph != place.paragraph ? "\n\n" : last.line != place.line ? "\n" : " "
            }
            last = place
            text += fields[11]
            words.append(
                RecognizedWord(
                    text: String(fields[11]), x: box[0], y: box[1], width: box[2], height: box[3],
                    confidence: confidence))
        }
        self.text = text
        self.words = words
    }
}
