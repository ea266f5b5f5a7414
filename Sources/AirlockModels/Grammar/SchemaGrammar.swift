public import AirlockCore

/// A JSON Schema as a grammar in llama.cpp's GBNF, for servers that take one.
///
/// What it lets through, ``JSONSchema`` lets through, but for what ``loose`` names. It is narrower than the schema where
/// that is free: members come in the order of their names, an object has only the members that its schema names, numbers
/// are of ordinary length, and there is a space at most behind a colon or a comma. The answer is checked all the same:
/// llama-server runs on without a grammar that it can't read.
public struct SchemaGrammar: Sendable, Hashable {
    public let text: String
    /// The keywords that the grammar can't hold the model to.
    public let loose: Set<String>

    /// - Throws: `.invalidRequest` for a schema that can't be used, that nothing fits, or whose keywords can't be brought
    ///   together in one grammar.
    public init(_ schema: JSONValue) throws(AirlockError) {
        try JSONSchema(schema).validate()
        var compiler = SchemaGrammarCompiler(references: JSONSchemaReferences(root: schema))
        text = try compiler.grammar(of: schema)
        loose = compiler.loose
    }
}
