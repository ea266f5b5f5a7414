import AirlockCore
import Testing

@testable import AirlockStore

@Suite struct RedactionTests {
    @Test(arguments: [
        ("a hf_abcdefghijklmnopqrst b", "a [redacted] b"),
        ("OPENAI=sk-proj-abcdefghijklmnop0123", "OPENAI=[redacted]"),
        ("ghp_0123456789abcdefghij, gho_0123456789abcdefghij", "[redacted], [redacted]"),
        ("AKIAIOSFODNN7EXAMPLE", "[redacted]"),
        ("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "AWS_SECRET_ACCESS_KEY=[redacted]"),
        ("authorization: bearer abc.def-ghi_jkl==", "authorization: bearer [redacted]"),
        ("Authorization: Bearer 0123456789", "Authorization: Bearer [redacted]"),
        ("https://me:hunter2@example.org/x", "https://me:[redacted]@example.org/x"),
        ("-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nafter", "[redacted]\nafter"),
        ("-----BEGIN PRIVATE KEY-----\nabc", "[redacted]"),
        ("key eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.abc", "key [redacted]"),
    ])
    func `what looks like a secret is hidden`(text: String, expected: String) {
        let redacted = Redaction(secrets: []).apply(to: text)
        #expect(redacted == expected)
    }

    @Test(arguments: [
        "a task-force of risk-averse people at 10:30", "see https://example.org:8080/a@b",
        "disk-usage-report-2026-01-01-x",
        "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----", "the bearer of news", "hf_short", "ключ и замок",
        "sha256 cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046", "",
    ])
    func `what only resembles one is left alone`(text: String) {
        #expect(Redaction(secrets: []).apply(to: text) == text)
    }

    @Test func `a known secret is hidden in every form that a log meets`() {
        let redaction = Redaction(secrets: ["s3cr\"t/+", "s3cr"])
        #expect(redaction.apply(to: "x=s3cr\"t/+;") == "x=[redacted];")
        #expect(redaction.apply(to: #"{"x":"s3cr\"t/+"}"#) == #"{"x":"[redacted]"}"#)
        #expect(redaction.apply(to: "?x=s3cr%22t%2F%2B") == "?x=[redacted]")
        #expect(redaction.apply(to: ["s3cr": ["a", "is s3cr"]]) == ["[redacted]": ["a", "is [redacted]"]])
    }

    @Test func `a megabyte of almost secrets takes no longer than its length`() {
        let redaction = Redaction(secrets: ["aaaaaaaab"])
        for unit in ["a", "-----BEGIN ", "://a:", "sk-", "eyJ"] {
            let text = String(repeating: unit, count: 200_000 / unit.utf8.count)
            _ = redaction.apply(to: text)
        }
    }
}
