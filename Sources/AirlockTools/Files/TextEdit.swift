import AirlockCore

/// An exact search and replace that must have one place to happen.
struct TextEdit: Sendable, Hashable {
    let old: String
    let new: String

    /// - Throws: `.notFound` if `old` isn't there, `.conflict` if it is there more than once.
    func apply(to text: String, named path: WorkspacePath) throws(AirlockError) -> String {
        let bytes = Array(text.utf8)
        let places = Self.places(of: Array(old.utf8), in: bytes)
        guard let place = places.first else {
            throw AirlockError(
                .notFound, "old isn't in \(path)", hint: "read the file and copy the text exactly, with its spaces")
        }
        guard places.count == 1 else {
            throw AirlockError(
                .conflict, "old is in \(path) \(places.count) times", hint: "take in more of the text around it")
        }
        let edited = bytes[..<place] + Array(new.utf8) + bytes[(place + old.utf8.count)...]
        return String(decoding: edited, as: UTF8.self)
    }

    /// Where `needle` begins in `text`, overlaps too, by bytes (so no Unicode equivalence), in linear time:
    /// Knuth, Morris and Pratt, SIAM J. Comput. 6(2), 1977.
    static func places(of needle: [UInt8], in text: [UInt8]) -> [Int] {
        guard !needle.isEmpty, needle.count <= text.count else { return [] }
        // border[i]: length of the longest proper prefix of needle[0...i] that is also its suffix
        var border = [Int](repeating: 0, count: needle.count)
        var length = 0
        for index in needle.indices.dropFirst() {
            while length > 0, needle[index] != needle[length] { length = border[length - 1] }
            if needle[index] == needle[length] { length += 1 }
            border[index] = length
        }
        var places: [Int] = []
        length = 0
        for (index, byte) in text.enumerated() {
            while length > 0, byte != needle[length] { length = border[length - 1] }
            if byte == needle[length] { length += 1 }
            guard length == needle.count else { continue }
            places.append(index + 1 - length)
            length = border[length - 1]
        }
        return places
    }
}
