public import AirlockCore

/// One route of the HTTP interface, as `/openapi.json` describes it.
public struct Route: Sendable, Hashable {
    public enum Method: String, Sendable { case get, post, delete }

    public let method: Method
    /// With `{id}` and the like for what varies.
    public let path: String
    public let summary: String
    /// The least scope that may use it; nil: open to everybody.
    public let scope: TokenScope?
    /// Names of query items.
    public let query: [String]
    /// JSON Schema of the body.
    public let body: JSONValue?
    /// JSON Schema of the `output` in a tool's envelope.
    public let output: JSONValue?

    public init(
        _ method: Method, _ path: String, _ summary: String, scope: TokenScope? = .run, query: [String] = [],
        body: JSONValue? = nil, output: JSONValue? = nil
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.scope = scope
        self.query = query
        self.body = body
        self.output = output
    }

    /// All but the tools, which describe themselves.
    public static let all: [Route] = operations + gateway + jobs + approvals + permissions

    private static let operations = [
        Route(.get, "/healthz", "Whether the server is up, and its version", scope: nil),
        Route(.get, "/metrics", "Counters in Prometheus' text format"),
        Route(.get, "/openapi.json", "This description"),
        Route(.get, "/tools", "Each tool with the JSON Schemas of its input and output, and calls that it takes"),
        Route(.get, "/login", "Exchanges a one-time code for the page's cookie", scope: nil, query: ["code"]),
        Route(
            .post, "/login", "Exchanges a token for the page's cookie", scope: nil,
            body: object(["token": text], required: ["token"])),
        Route(.post, "/logout", "Ends the page's session"),
        Route(.get, "/me", "Whose token this is, and its scope"),
        Route(.get, "/requests/{id}", "The newest envelope of a request"),
        Route(
            .post, "/llm", "Asks the model; with stream, as server-sent events",
            body: object(
                [
                    "messages": [
                        "type": "array", "minItems": 1, "maxItems": 100,
                        "items": object(
                            ["role": ["enum": ["system", "user", "assistant"]], "content": text],
                            required: ["role", "content"]),
                    ],
                    "schema": ["type": "object"], "stream": flag,
                    "max_tokens": ["type": "integer", "minimum": 1, "maximum": 32_768],
                    "temperature": ["type": "number", "minimum": 0, "maximum": 2],
                    "seed": ["type": "integer", "minimum": 0],
                ], required: ["messages"])),
    ]

    private static let gateway = [
        Route(.get, "/v1/models", "The routed model, as OpenAI's clients list it"),
        Route(
            .post, "/v1/chat/completions",
            "Asks the routed model in OpenAI's protocol; the key is a token of this server",
            body: [
                "type": "object", "required": ["model", "messages"],
                "properties": [
                    "model": text, "messages": ["type": "array", "minItems": 1, "maxItems": 1000], "stream": flag,
                    "max_tokens": ["type": "integer", "minimum": 1, "maximum": 32_768],
                    "temperature": ["type": "number", "minimum": 0, "maximum": 2],
                    "seed": ["type": "integer", "minimum": 0], "response_format": ["type": "object"],
                ],
            ]),
    ]

    private static let jobs = [
        Route(.get, "/jobs", "Jobs, newest first", query: ["limit"]),
        Route(
            .post, "/jobs", "Begins a job",
            body: object(
                [
                    "task": text, "constraints": ["type": "array", "items": text],
                    "output_format": ["enum": ["PLAN_CALLS", "REPORT"]], "workspace": text,
                    "from": object(["job_id": text, "snapshot_id": text], required: ["job_id"]),
                    "envelope": object(
                        [
                            "writes": ["type": "array", "items": text],
                            "max_files": ["type": "integer", "minimum": 0],
                            "deletes": ["enum": ["none", "own", "any"]], "network": flag,
                            "minutes": ["type": "integer", "minimum": 1],
                        ], required: ["writes"]),
                ], required: ["task"])),
        Route(.get, "/jobs/{id}", "A job with its plan and steps"),
        Route(.get, "/jobs/{id}/events", "A job's events as they come (server-sent events)", query: ["after"]),
        Route(.get, "/jobs/{id}/report", "The report, as JSON or Markdown", query: ["format"]),
        Route(.get, "/jobs/{id}/snapshots", "The states of a job's files, oldest first"),
        Route(.get, "/jobs/{id}/snapshots/{a}/diff/{b}", "What differs between two states of a job's files"),
        Route(
            .post, "/jobs/{id}/rollback", "Makes an earlier state the job's files again",
            body: object(["snapshot_id": text], required: ["snapshot_id"])),
        Route(
            .post, "/jobs/{id}/export", "Takes a job's files out to the host; into a named folder for an admin only",
            body: object(["folder": text, "dry_run": flag], required: [])),
        Route(
            .get, "/jobs/{id}/desktop",
            "The picture of a job's desktop (PNG); waits for a change of what If-None-Match names", query: ["wait"]),
        Route(.get, "/jobs/{id}/desktop/state", "Whether a job has a desktop, its size, and who has taken it over"),
        Route(.post, "/jobs/{id}/desktop/take", "Takes a job's desktop over, or keeps it", scope: .approve),
        Route(.post, "/jobs/{id}/desktop/give-back", "Gives a job's desktop back", scope: .approve),
        Route(
            .post, "/jobs/{id}/desktop/input", "Mouse and keyboard, by hand", scope: .approve,
            body: object(["actions": DesktopAction.schema(most: 100)], required: ["actions"])),
        Route(.post, "/jobs/{id}/cancel", "Stops a job"),
        Route(.post, "/jobs/{id}/retry", "Goes on from the first step that did not succeed"),
    ]

    private static let approvals = [
        Route(.get, "/approvals", "Questions to a person, newest first", query: ["state", "limit", "after"]),
        Route(.get, "/approvals/{id}", "One question with its measured effect"),
        Route(
            .post, "/approvals/{id}/decision", "A person's answer", scope: .approve,
            body: object(
                [
                    "decision": ["enum": ["approve", "reject"]], "comment": text,
                    "lease": object(leaseTerms, required: ["uses", "minutes"]),
                ], required: ["decision"])),
        Route(
            .post, "/tool/human_approval", "A program asks a person",
            body: object(
                [
                    "request_id": text, "description": text, "effects": ["type": "array", "items": text],
                    "timeout": ["type": "integer", "minimum": 1, "maximum": 86_400],
                ], required: ["request_id", "description"])),
        Route(.get, "/tool/human_approval", "How a program's question stands", query: ["request_id"]),
    ]

    private static let permissions = [
        Route(.get, "/leases", "Standing permissions that people gave, and the configured way out", scope: .approve),
        Route(
            .post, "/leases", "Lends hosts to one job: its allowed calls may connect to them", scope: .approve,
            body: object(
                leaseTerms.merging(["job_id": text, "hosts": ["type": "array", "items": text, "minItems": 1]]) { $1 },
                required: ["job_id", "hosts"])),
        Route(.delete, "/leases/{id}", "Ends a lease at once", scope: .approve),
        Route(
            .post, "/policy/tokens", "Issues a whitelist_token: exact commands in one job", scope: .admin,
            body: object(
                [
                    "job_id": text, "patterns": ["type": "array", "minItems": 1],
                    "uses": ["type": "integer", "minimum": 1], "expires_in": ["type": "integer", "minimum": 1],
                ], required: ["job_id", "patterns"])),
        Route(.get, "/policy/tokens", "The whitelist tokens that were issued, without their text", scope: .admin),
        Route(.delete, "/policy/tokens/{id}", "Ends a whitelist token at once", scope: .admin),
    ]

    private static let leaseTerms: [String: JSONValue] = [
        "uses": ["type": "integer", "minimum": 1], "minutes": ["type": "integer", "minimum": 1],
        "bytes": ["type": "integer", "minimum": 1],
    ]
    private static let text: JSONValue = ["type": "string"]
    private static let flag: JSONValue = ["type": "boolean"]

    private static func object(_ properties: [String: JSONValue], required: [JSONValue]) -> JSONValue {
        [
            "type": "object", "properties": .object(properties), "required": .array(required),
            "additionalProperties": false,
        ]
    }
}
