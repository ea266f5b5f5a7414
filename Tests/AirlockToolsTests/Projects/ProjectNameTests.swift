import AirlockCore
import Testing

@testable import AirlockTools

@Suite struct ProjectNameTests {
    @Test(arguments: [
        ("hook_notes", "hook_notes", "HookNotes", "hook_notes"), ("PoCApi", "pocapi", "PoCApi", "pocapi"),
        ("notes-cli", "notes_cli", "NotesCli", "notes-cli"), ("3d.Tool", "p3d_tool", "P3dTool", "3d.tool"),
        ("__", "project", "Project", "project"), ("json", "json", "Json", "json"), ("EOF", "eof", "Eof", "eof"),
    ])
    func `each ecosystem gets a name that it takes`(name: String, snake: String, camel: String, package: String) throws
    {
        let project = try ProjectName(name)
        #expect([project.snake, project.camel, project.package] == [snake, camel, package])
    }

    @Test func `no package hides a module that it needs`() throws {
        #expect(try ProjectName("json").pythonModule == "json_app")
        #expect(try ProjectName("Class").pythonModule == "class_app")
        #expect(try ProjectName("pytest").pythonModule == "pytest_app")
        #expect(try ProjectName("textstats").pythonModule == "textstats")
        #expect(try ProjectName("system").dotnetNamespace == "SystemApp")
    }

    @Test(arguments: [
        "", ".", "..", ".git", "-x", "a b", "a/b", "../a", "имя", "a\n", "a\0", "my cool@app #2",
        String(repeating: "a", count: 65),
    ])
    func `other names are refused`(name: String) {
        let error = #expect(throws: AirlockError.self) { try ProjectName(name) }
        #expect(error?.code == .invalidRequest)
    }
}
