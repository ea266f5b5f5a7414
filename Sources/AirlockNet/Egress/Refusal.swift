import AirlockCore

/// Why a request isn't carried out: what the client is answered and what is logged.
struct Refusal: Error, Hashable {
    let status: Status
    /// A plain sentence without its full stop. It holds nothing that the client wrote but a host and a port.
    let reason: String
    /// What can be done about it.
    var hint: String?
    /// For the log; empty and 0 where the request named no host that can be read.
    var host = ""
    var port = 0

    enum Status: Int {
        case badRequest = 400
        case forbidden = 403
        case notAllowed = 405
        case tooSlow = 408
        case tooMany = 429
        case headTooLarge = 431
        case badGateway = 502
        case gatewayTooSlow = 504

        var phrase: String {
            switch self {
            case .badRequest: "Bad Request"
            case .forbidden: "Forbidden"
            case .notAllowed: "Method Not Allowed"
            case .tooSlow: "Request Timeout"
            case .tooMany: "Too Many Requests"
            case .headTooLarge: "Request Header Fields Too Large"
            case .badGateway: "Bad Gateway"
            case .gatewayTooSlow: "Gateway Timeout"
            }
        }
    }

    init(_ status: Status, _ reason: String, hint: String? = nil) {
        self.status = status
        self.reason = reason
        self.hint = hint
    }

    /// The same, about this host and port.
    func about(_ host: String, _ port: Int) -> Refusal {
        var copy = self
        copy.host = String(host.filter { $0.isASCII && ("!"..."~").contains($0) }.prefix(253))
        copy.port = port
        return copy
    }

    /// Whether the lease and the address allowed it, so that it failed rather than was refused.
    var isFailure: Bool {
        switch status {
        case .badGateway, .gatewayTooSlow: true
        case .badRequest, .forbidden, .notAllowed, .tooSlow, .tooMany, .headTooLarge: false
        }
    }

    var attempt: ConnectionAttempt {
        ConnectionAttempt(host: host, port: port, isAllowed: isFailure, reason: reason)
    }

    /// The whole HTTP answer.
    var answer: String {
        let body = "Airlock: \(reason).\n" + (hint.map { "\($0)\n" } ?? "")
        let allow = status == .notAllowed ? "Allow: CONNECT, \(RequestHead.methods.joined(separator: ", "))\r\n" : ""
        return "HTTP/1.1 \(status.rawValue) \(status.phrase)\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\(allow)Connection: close\r\n\r\n\(body)"
    }
}

extension Refusal {
    static func malformed(_ what: String) -> Refusal { Refusal(.badRequest, "the request is malformed: \(what)") }

    static let address = Refusal(
        .forbidden, "an address in place of a host's name is never let through",
        hint: "Connect by name; the proxy resolves it.")

    static func notLeased(_ host: HostName, _ port: Int) -> Refusal {
        Refusal(
            .forbidden, "\(host):\(port) is not in this run's egress lease, and what isn't leased is refused",
            hint:
                "To lease it, a person runs `airlock approvals lend JOB \(host):\(port)`, or adds it to sandbox.egress"
                + " in Airlock's config.yaml."
        ).about(host.text, port)
    }

    static func notPublic(_ host: HostName, _ port: Int, canBeAllowed: Bool) -> Refusal {
        Refusal(
            .forbidden, "\(host) has an address that is not on the public internet",
            hint: canBeAllowed
                ? "If it is your own server, add \"\(host):\(port)\" to sandbox.egress_private in Airlock's config.yaml."
                : "Such an address is never let through."
        ).about(host.text, port)
    }

    static let onlyReading = Refusal(.notAllowed, "on the open web pages are read, and nothing is sent")
    static let bytesUsedUp = Refusal(.forbidden, "this run has moved as many bytes as it may")
    static let loanOver = Refusal(
        .forbidden, "the lease that lent this host is used up, has expired or was ended",
        hint: "See `airlock approvals leases`.")
    static let requestsUsedUp = Refusal(.tooMany, "this run has made as many requests as it may")
}
