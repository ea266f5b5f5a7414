public import AirlockCore

/// The description of the HTTP interface (OpenAPI 3.1).
public struct OpenAPIDocument: Sendable {
    public let json: JSONValue

    /// - Parameter tools: Each becomes `POST /tool/{name}` with its own schema.
    public init(version: String, tools: [ToolSpec]) {
        var paths: [String: [String: JSONValue]] = [:]
        for route in Route.all + tools.map(Self.route) {
            paths[route.path, default: [:]][route.method.rawValue] = Self.operation(route)
        }
        json = [
            "openapi": "3.1.0",
            "info": ["title": "Airlock", "version": .string(version)],
            "paths": .object(paths.mapValues { .object($0) }),
            "components": [
                "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
                "schemas": ["Envelope": Self.envelope],
            ],
        ]
    }

    private static func route(_ tool: ToolSpec) -> Route {
        var schema = tool.input.object ?? [:]
        var properties = schema["properties"]?.object ?? [:]
        properties["job_id"] = ["type": "string"]
        properties["as_dangerous"] = ["type": "boolean"]
        properties["on_failure"] = ["enum": ["drop", "keep"]]
        schema["properties"] = .object(properties)
        if !tool.examples.isEmpty { schema["examples"] = .array(tool.examples) }
        return Route(
            .post, "/tool/\(tool.name)", tool.summary, query: ["wait"], body: .object(schema), output: tool.output)
    }

    private static func operation(_ route: Route) -> JSONValue {
        var operation: [String: JSONValue] = [
            "summary": .string(route.summary),
            "security": route.scope == nil ? [] : [["token": []]],
            "responses": [
                "200": success(route),
                "default": [
                    "description": "an error",
                    "content": ["application/json": ["schema": ["$ref": "#/components/schemas/Envelope"]]],
                ],
            ],
        ]
        if let scope = route.scope { operation["x-scope"] = .string(scope.rawValue) }
        let inPath = route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { part -> JSONValue in
            let name = String(part.dropFirst().dropLast())
            return ["name": .string(name), "in": "path", "required": true, "schema": ["type": "string"]]
        }
        let inQuery = route.query.map { name -> JSONValue in
            ["name": .string(name), "in": "query", "required": false, "schema": ["type": "string"]]
        }
        if !(inPath + inQuery).isEmpty { operation["parameters"] = .array(inPath + inQuery) }
        if let body = route.body {
            let isRequired = body["required"]?.array?.isEmpty == false
            operation["requestBody"] = [
                "required": .bool(isRequired), "content": ["application/json": ["schema": body]],
            ]
        }
        return .object(operation)
    }

    private static func success(_ route: Route) -> JSONValue {
        var response: [String: JSONValue] = ["description": "success, or a command that ran and failed"]
        if let output = route.output {
            let schema: JSONValue = [
                "allOf": [
                    ["$ref": "#/components/schemas/Envelope"],
                    ["type": "object", "properties": ["output": output]],
                ]
            ]
            response["content"] = ["application/json": ["schema": schema]]
        }
        return .object(response)
    }

    private static let envelope: JSONValue = [
        "type": "object",
        "required": ["request_id", "status", "output", "logs", "artifacts"],
        "properties": [
            "request_id": ["type": "string"], "status": ["enum": ["ok", "error", "pending"]],
            "output": ["type": "object"], "logs": ["type": "array"], "artifacts": ["type": "array"],
            "error": [
                "type": "object", "required": ["code", "message"],
                "properties": [
                    "code": ["enum": .array(AirlockError.Code.allCases.map { .string($0.rawValue) })],
                    "message": ["type": "string"], "hint": ["type": "string"],
                ],
            ],
            "approval": [
                "type": "object", "properties": ["id": ["type": "string"], "url": ["type": "string"]],
            ],
        ],
    ]
}
