import AirlockCore
import AirlockTestKit
import AirlockTools
import Foundation
import Testing

/// Every tool is held to one contract; a new tool is covered the day it is registered.
@Suite struct ToolContractTests {
    private static let tools = builtinTools(
        search: [], limits: limits, buildLimits: limits, registries: { _, _ in [] },
        gitAccess: { _, _ in GitAccess(credential: nil, certificates: []) },
        camera: nil, desktops: MemoryDesktops(), pictures: testPictures)
    private static let names = tools.map { type(of: $0).spec.name }

    private func spec(_ name: String) throws -> ToolSpec {
        try #require(Toolbox(Self.tools).specs.first { $0.name == name })
    }

    @Test func `names are unique and those of the contract`() {
        #expect(
            Self.names.sorted() == [
                "browser_search", "file_ops", "git_ops", "keyboard_mouse", "powershell", "project_builder",
                "screenshot",
                "shell_exec",
            ])
    }

    @Test(arguments: names)
    func `at least three examples decode and declare effects`(name: String) throws {
        let spec = try spec(name)
        #expect(spec.examples.count >= 3)
        for example in spec.examples {
            let prepared = try Toolbox(Self.tools).prepare(id: "1", tool: spec.name, arguments: example)
            #expect(!prepared.call.declared.isEmpty)
        }
    }

    @Test(arguments: names)
    func `every object of the schema is closed and every field described`(name: String) throws {
        let spec = try spec(name)
        func check(_ schema: JSONValue) throws {
            guard let properties = schema["properties"]?.object else { return }
            #expect(schema["additionalProperties"] == false)
            for (name, property) in properties where property["properties"] == nil {
                #expect(property["description"]?.string?.isEmpty == false, "\(spec.name).\(name)")
            }
            for property in properties.values { try check(property) }
        }
        #expect(spec.input["type"] == "object")
        try check(spec.input)
    }

    @Test(arguments: names)
    func `every object of the output is closed and every field described`(name: String) throws {
        let spec = try spec(name)
        func check(_ schema: JSONValue, at place: String) throws {
            if schema["type"] == "object" { #expect(schema["additionalProperties"] != nil, "\(place)") }
            for (name, property) in schema["properties"]?.object ?? [:] {
                #expect(
                    property["description"]?.string?.isEmpty == false || property["properties"] != nil,
                    "\(place).\(name)")
                try check(property, at: "\(place).\(name)")
            }
            if let items = schema["items"] { try check(items, at: "\(place)[]") }
        }
        #expect(spec.output["properties"]?.object?.isEmpty == false)
        try JSONSchema(spec.output).validate()
        #expect(try JSONSchema(spec.output).misfit(in: [:]) != nil)
        #expect(try JSONSchema(spec.output).misfit(in: ["qwertz": 1]) != nil)
        try check(spec.output, at: spec.name)
    }

    /// A page that leaves a field out is not the tool's page.
    @Test(arguments: names)
    func `its page in docs names every field of its input and output`(name: String) throws {
        let spec = try spec(name)
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/tools/\(name).md"), encoding: .utf8)
        func fields(of schema: JSONValue) -> [String] {
            let own = schema["properties"]?.object ?? [:]
            return own.keys + own.values.flatMap(fields) + (schema["items"].map(fields) ?? [])
        }
        let code = page.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }.joined(separator: " ")
        let words = Set(code.split { !$0.isLetter && $0 != "_" }.map { String($0) })
        for field in fields(of: spec.input) + fields(of: spec.output) {
            #expect(words.contains(field), "\(name): \(field)")
        }
    }

    @Test(arguments: names)
    func `an unknown field is refused`(name: String) throws {
        let spec = try spec(name)
        var arguments = try #require(spec.examples.first?.object)
        arguments["qwertz"] = 1
        let error = #expect(throws: AirlockError.self) {
            try Toolbox(Self.tools).prepare(id: "1", tool: spec.name, arguments: .object(arguments))
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("qwertz") == true)
    }

    @Test(arguments: names)
    func `a field of the wrong type is refused`(name: String) throws {
        let spec = try spec(name)
        let arguments = try #require(spec.examples.first?.object)
        for field in arguments.keys {
            var wrong = arguments
            wrong[field] = .number(7.5)
            let error = #expect(throws: AirlockError.self) {
                try Toolbox(Self.tools).prepare(id: "1", tool: spec.name, arguments: .object(wrong))
            }
            #expect(error?.code == .invalidRequest)
        }
    }
}
