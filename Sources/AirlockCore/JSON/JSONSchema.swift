/// A JSON Schema (draft 2020-12), the subset that the product uses.
///
/// Assertions: `type`, `properties`, `required`, `additionalProperties`, `enum`, `const`, `items`, `prefixItems`, `minItems`,
/// `maxItems`, `uniqueItems`, `minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum`, `minLength`, `maxLength`,
/// `anyOf`, `oneOf`, `allOf`, and `$ref` to a schema within this one. Annotations, which assert nothing: `title`,
/// `description`, `default`, `examples`, `format`, `$schema`, `$id`, `$defs`, `$comment`. Any other keyword fails the check,
/// so that nothing passes unread; `pattern` too, because a regular expression can take for ever.
public struct JSONSchema: Sendable, Hashable {
    public let schema: JSONValue
    private let flaw: String?

    public init(_ schema: JSONValue) {
        self.schema = schema
        flaw = JSONSchemaKeywords(references: JSONSchemaReferences(root: schema)).flaw(
            of: schema, at: "schema", depth: 0)
    }

    /// Checks the schema itself.
    /// - Throws: `.invalidRequest` that names the first keyword that isn't known or isn't well-formed.
    public func validate() throws(AirlockError) {
        guard let flaw else { return }
        throw AirlockError(
            .invalidRequest, "the JSON Schema can't be used: \(flaw)",
            hint: "keywords: \(JSONSchemaKeywords.assertions.sorted().joined(separator: ", "))")
    }

    /// - Parameter name: What the value is, for the message.
    /// - Throws: `.invalidRequest` that names the first place that doesn't fit, e.g. `git_ops.params.name: not a string`.
    public func check(_ value: JSONValue, as name: String) throws(AirlockError) {
        guard let misfit = try misfit(in: value) else { return }
        throw AirlockError(
            .invalidRequest, misfit.message(of: name), hint: misfit.expected.map { "expected \($0)" })
    }

    /// The first place where `value` doesn't fit; nil if it fits.
    /// - Throws: `.invalidRequest` if the schema itself can't be used.
    public func misfit(in value: JSONValue) throws(AirlockError) -> JSONSchemaMisfit? {
        try validate()
        var check = JSONSchemaCheck(references: JSONSchemaReferences(root: schema))
        var found: JSONSchemaMisfit?
        do throws(JSONSchemaMisfit) {
            try check.check(value, against: schema, at: [], references: 0)
        } catch {
            found = error
        }
        return check.isExhausted ? JSONSchemaMisfit([], JSONSchemaCheck.exhaustion) : found
    }
}
