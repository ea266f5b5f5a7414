import AirlockCore
import Testing

/// One schema with what fits it and what doesn't, all as JSON.
struct SchemaCase: Sendable, CustomTestStringConvertible {
    let about: String
    let schema: String
    let fits: [String]
    let misfits: [String]

    init(_ about: String, _ schema: String, fits: [String], misfits: [String]) {
        self.about = about
        self.schema = schema
        self.fits = fits
        self.misfits = misfits
    }

    var testDescription: String { about }
}

/// Cases of our own for each supported keyword of draft 2020-12, of the kinds that the JSON-Schema-Test-Suite has.
struct SchemaSuiteTests {
    @Test(arguments: SchemaCase.values + SchemaCase.containers + SchemaCase.combinations)
    func `a schema lets pass what fits it and nothing else`(example: SchemaCase) throws {
        let schema = JSONSchema(try JSONValue(parsing: example.schema))
        try schema.validate()
        for text in example.fits { #expect(try schema.misfit(in: JSONValue(parsing: text)) == nil, "\(text)") }
        for text in example.misfits { #expect(try schema.misfit(in: JSONValue(parsing: text)) != nil, "\(text)") }
    }
}
