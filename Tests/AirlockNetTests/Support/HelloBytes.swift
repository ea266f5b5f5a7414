/// A TLS client's first message, written out.
func helloBytes(serverName: String?, recordBytes: Int = 16384, extraExtension: [UInt8] = []) -> [UInt8] {
    func field(_ bytes: [UInt8], _ lengthBytes: Int) -> [UInt8] {
        (0..<lengthBytes).reversed().map { UInt8(truncatingIfNeeded: bytes.count >> ($0 * 8)) } + bytes
    }
    var extensions: [UInt8] = [0x00, 0x0b] + field([1, 0], 2)
    if let serverName {
        extensions += [0, 0] + field(field([0] + field(Array(serverName.utf8), 2), 2), 2)
    }
    extensions += extraExtension
    let body =
        [0x03, 0x03] + [UInt8](repeating: 7, count: 32) + field([], 1) + field([0x13, 0x01], 2) + field([0], 1)
        + field(extensions, 2)
    let message = [1] + field(body, 3)
    return stride(from: 0, to: message.count, by: recordBytes).flatMap { start in
        [0x16, 0x03, 0x01] + field(Array(message[start..<min(start + recordBytes, message.count)]), 2)
    }
}
