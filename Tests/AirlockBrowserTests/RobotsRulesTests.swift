import Testing

@testable import AirlockBrowser

@Suite struct RobotsRulesTests {
    private static let text = """
        User-agent: other
        Disallow: /

        User-agent: * # everybody
        Disallow: /private
        Allow: /private/open
        Disallow: /*.zip$

        """

    @Test(arguments: [
        ("/", true), ("/private/x", false), ("/private/open/x", true), ("/a/b.zip", false), ("/a/b.zip?x", true),
    ])
    func `the longest rule that matches counts`(_ path: String, _ isAllowed: Bool) {
        #expect(RobotsRules(Self.text, agent: "Airlock").allows(path) == isAllowed)
    }

    @Test func `rules for us stand in place of those for everybody`() {
        let rules = RobotsRules(Self.text + "User-agent: airlock\nDisallow: /only", agent: "Airlock")
        #expect(rules.allows("/private/x"))
        #expect(!rules.allows("/only"))
    }

    @Test func `a pattern of many stars ends soon`() {
        let pattern = String(repeating: "*a", count: 500) + "b"
        let rules = RobotsRules("User-agent: *\nDisallow: /\(pattern)", agent: "Airlock")
        #expect(rules.allows("/" + String(repeating: "a", count: 4000)))
    }
}
