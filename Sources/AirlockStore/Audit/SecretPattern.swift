/// The looks of a secret that nobody told us of: fixed first bytes, then a run of allowed ones.
struct SecretPattern: Sendable {
    let prefix: [UInt8]
    /// Of the run after the prefix.
    let minimum: Int
    let isAllowed: @Sendable (UInt8) -> Bool
    /// How much of the prefix stays readable, e.g. `Bearer `.
    let kept: Int

    init(_ prefix: String, minimum: Int, kept: Int = 0, _ isAllowed: @escaping @Sendable (UInt8) -> Bool) {
        self.prefix = Array(prefix.utf8)
        self.minimum = minimum
        self.kept = kept
        self.isAllowed = isAllowed
    }

    /// Token forms as their issuers document them (GitHub, GitLab, Hugging Face, OpenAI, AWS, Google, Slack, RFC 6750,
    /// RFC 7519).
    static let known: [SecretPattern] =
        ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "hf_"].map { SecretPattern($0, minimum: 16, isAlphanumeric) }
        + ["AKIA", "ASIA"].map { SecretPattern($0, minimum: 16) { isAlphanumeric($0) && !(97...122).contains($0) } }
        + ["xoxa-", "xoxb-", "xoxp-", "xoxr-", "xoxs-"].map { SecretPattern($0, minimum: 10, isWordOrHyphen) }
        + ["sk-", "glpat-", "github_pat_", "AIza"].map { SecretPattern($0, minimum: 16, isWordOrHyphen) }
        + [
            SecretPattern("airlock_grant_", minimum: 64) { isWordOrHyphen($0) || $0 == UInt8(ascii: ".") },
            SecretPattern("airlock_", minimum: 64) { (48...57).contains($0) || (97...102).contains($0) },
            SecretPattern("eyJ", minimum: 32) { isWordOrHyphen($0) || $0 == UInt8(ascii: ".") },
            SecretPattern("bearer ", minimum: 8, kept: 7) {
                isWordOrHyphen($0) || [".", "~", "+", "/", "="].contains(Unicode.Scalar($0))
            },
        ]

    /// The bytes to hide if a secret of this kind starts at `start`. A short prefix must not be the end of a word (`disk-…`).
    func match(_ text: [UInt8], at start: Int) -> Range<Int>? {
        guard prefix.count > 4 || start == 0 || !Self.isAlphanumeric(text[start - 1]),
            text.count - start >= prefix.count + minimum
        else {
            return nil
        }
        for offset in prefix.indices where Self.matches(text[start + offset], prefix[offset], kept > 0) == false {
            return nil
        }
        var end = start + prefix.count
        while end < text.count, isAllowed(text[end]) { end += 1 }
        return end - start - prefix.count >= minimum ? start + kept..<end : nil
    }

    /// A scheme's name (`kept`) is written in any case; a token's prefix is not.
    private static func matches(_ byte: UInt8, _ wanted: UInt8, _ anyCase: Bool) -> Bool {
        byte == wanted || (anyCase && (65...90).contains(byte) && byte + 32 == wanted)
    }

    static let isAlphanumeric: @Sendable (UInt8) -> Bool = {
        (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
    }

    static let isWord: @Sendable (UInt8) -> Bool = { isAlphanumeric($0) || $0 == UInt8(ascii: "_") }

    static let isWordOrHyphen: @Sendable (UInt8) -> Bool = { isWord($0) || $0 == UInt8(ascii: "-") }
}
