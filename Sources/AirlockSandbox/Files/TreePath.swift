/// A path below some folder, as the bytes that the kernel keeps: any but NUL, and not always UTF-8.
struct TreePath: Hashable, Sendable, Comparable {
    let bytes: [UInt8]

    static let root = TreePath(bytes: [])

    init(bytes: [UInt8]) { self.bytes = bytes }

    init(_ text: String) { bytes = Array(text.utf8) }

    func appending(_ name: [UInt8]) -> TreePath {
        TreePath(bytes: bytes.isEmpty ? name : bytes + [UInt8(ascii: "/")] + name)
    }

    var name: [UInt8] { Array(bytes[(bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]) }

    var parent: TreePath {
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return .root }
        return TreePath(bytes: Array(bytes[..<slash]))
    }

    func isBelow(_ folder: TreePath) -> Bool {
        folder.bytes.isEmpty || bytes == folder.bytes || bytes.starts(with: folder.bytes + [UInt8(ascii: "/")])
    }

    static func < (lhs: TreePath, rhs: TreePath) -> Bool { lhs.bytes.lexicographicallyPrecedes(rhs.bytes) }

    /// Bytes that aren't UTF-8 as `\xNN`.
    var text: String {
        if let whole = String(validating: bytes, as: UTF8.self) { return whole }
        var text = ""
        var rest = bytes[...]
        while let first = rest.first {
            let length = (1...4).first { String(validating: rest.prefix($0), as: UTF8.self) != nil }
            if let length, rest.count >= length {
                text += String(decoding: rest.prefix(length), as: UTF8.self)
                rest = rest.dropFirst(length)
            } else {
                let digits = String(first, radix: 16)
                text += "\\x" + (digits.count < 2 ? "0" : "") + digits
                rest = rest.dropFirst()
            }
        }
        return text
    }

    /// Lends the bytes with a NUL behind them.
    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { buffer in
            for (index, byte) in bytes.enumerated() { buffer.initializeElement(at: index, to: CChar(bitPattern: byte)) }
            buffer.initializeElement(at: bytes.count, to: 0)
            return buffer.withMemoryRebound(to: CChar.self) { all in
                guard let start = UnsafePointer(all.baseAddress) else {
                    preconditionFailure("an allocation has an address")
                }
                return body(start)
            }
        }
    }
}
