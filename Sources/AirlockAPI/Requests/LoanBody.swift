public import AirlockCore

/// Body of `POST /leases`: hosts that allowed calls of one job may connect to.
public struct LoanBody: Sendable, Hashable {
    public let jobID: Job.ID
    /// `host:port` each, as ``EgressLease`` takes them.
    public let hosts: [String]
    public let terms: LeaseTerms

    private static let mostHosts = 32
    private static let defaultMinutes = 60

    public init(_ body: JSONValue) throws(AirlockError) {
        var fields = try RequestFields(body)
        jobID = try fields.required(fields.string("job_id", bytes: 1...128), "job_id")
        let items = try fields.required(fields.array("hosts", most: Self.mostHosts), "hosts")
        let uses = try fields.integer("uses", in: 1...LeaseTerms.mostUses) ?? LeaseTerms.mostUses
        let minutes = try fields.integer("minutes", in: 1...LeaseTerms.mostMinutes) ?? Self.defaultMinutes
        let bytes = try fields.integer("bytes", in: 1...LeaseTerms.mostBytes)
        try fields.finish()
        hosts = items.compactMap(\.string)
        guard !hosts.isEmpty, hosts.count == items.count else {
            throw fields.refusal("hosts", "is not a list of texts such as registry.npmjs.org:443")
        }
        _ = try EgressLease(hosts)
        terms = LeaseTerms(uses: uses, minutes: minutes, bytes: bytes)
    }
}
