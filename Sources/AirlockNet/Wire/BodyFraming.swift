/// How the end of a request's body is told.
enum BodyFraming: Hashable {
    case empty
    case length(Int)
    case chunked

    /// - Throws: For anything but one plain statement (RFC 9112, 6.3).
    init(_ head: RequestHead) throws(Refusal) {
        let length = head.values("content-length").first
        switch (head.values("transfer-encoding").first, length) {
        case (nil, nil): self = .empty
        case (nil, let digits?):
            guard (1...18).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
                let count = Int(String(decoding: digits, as: UTF8.self))
            else { throw .malformed("its length is not a number") }
            self = .length(count)
        case (_?, _?): throw .malformed("it has both a length and a transfer encoding")
        case (let coding?, nil):
            guard head.isVersion11, String(decoding: coding, as: UTF8.self).lowercased() == "chunked" else {
                throw .malformed("its transfer encoding is not chunked")
            }
            self = .chunked
        }
    }
}
