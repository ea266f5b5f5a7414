import Testing

@testable import AirlockScreen

@Suite struct TesseractTableTests {
    private static let table = """
        level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext
        1\t1\t0\t0\t0\t0\t0\t0\t100\t50\t-1\t
        5\t1\t1\t1\t1\t1\t10\t11\t20\t12\t96.5\tHello
        5\t1\t1\t1\t1\t2\t40\t11\t20\t12\t90\tмир
        5\t1\t1\t1\t2\t1\t10\t31\t20\t12\t80\ttwo
        5\t1\t1\t2\t1\t1\t10\t51\t20\t12\t70\tthree
        5\t1\t1\t2\t1\t2\tx\t51\t20\t12\t70\tbroken
        5\t1\t1\t2\t1\t3\t1\t2\t3\t4\t95\t \u{20}
        """

    @Test func `words keep their boxes, and lines and paragraphs are parted`() {
        let table = TesseractTable(Self.table)
        #expect(table.text == "Hello мир\ntwo\n\nthree")
        #expect(table.words.count == 4)
        #expect(
            table.words.first
                == RecognizedWord(text: "Hello", x: 10, y: 11, width: 20, height: 12, confidence: 96.5))
    }

    @Test func `anything else is no text`() {
        #expect(TesseractTable("\t\t\n5\t").words == [])
    }
}
