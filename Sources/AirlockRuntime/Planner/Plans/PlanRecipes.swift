import AirlockCore

/// Turns orders into steps. The same orders give the same steps, whoever labelled them.
struct PlanRecipes {
    private var steps: [Step] = []
    private var projects: [(template: String, step: Int)] = []

    static func steps(for orders: [Order]) -> [Step] {
        var recipes = PlanRecipes()
        for order in arranged(orders) { recipes.add(order) }
        if !recipes.steps.isEmpty { recipes.append("report", [:]) }
        return recipes.steps
    }

    /// As ordered, but commits after the last run and change, and pushes after the commits: what isn't green isn't kept.
    private static func arranged(_ orders: [Order]) -> [Order] {
        let commits = orders.filter { if case .commit = $0 { true } else { false } }
        let pushes = orders.filter { if case .push = $0 { true } else { false } }
        let rest = orders.filter { order in !commits.contains(order) && !pushes.contains(order) }
        return rest + commits + pushes
    }

    private mutating func add(_ order: Order) {
        switch order {
        case .research(let query, let count, let links): addResearch(query, count, links)
        case .createProject(let template, let name, let kind):
            let options = kind.map { ["kind": JSONValue.string($0)] } ?? [:]
            append(
                "project_builder",
                ["template": .string(template), "name": .string(name), "options": .object(options)])
            projects.append((template, steps.count))
        case .edit(let edit): append("file_ops", params(of: edit))
        case .run(let command): addRun(command)
        case .commit(let message, let paths): addCommit(message, paths)
        case .push(let remote, let branch):
            var params: [String: JSONValue] = ["remote": .string(remote)]
            if let branch { params["branch"] = .string(branch) }
            if projects.count == 1 { params["path"] = .string(path(of: projects[0].step)) }
            append("git_ops", ["action": "push", "params": .object(params)])
        case .screenshot(let target): append("screenshot", ["target": .string(target)])
        }
    }

    private mutating func addResearch(_ query: String, _ count: Int, _ links: String?) {
        let count = JSONValue.integer(Int64(count))
        let search = append("browser_search", ["query": .string(query), "max_results": count])
        let read = append("read_source", ["results": .string("<steps.\(search).output.results>"), "count": count])
        append("find_facts", ["query": .string(query), "sources": .string("<steps.\(read).output.sources>")])
        if let links {
            append(
                "file_ops",
                ["action": "write", "path": .string(links), "content": .string("<steps.\(search).output.markdown>")])
        }
    }

    private mutating func addRun(_ command: String?) {
        if let command {
            let folder = projects.count == 1 ? path(of: projects[0].step) : ""
            append("shell_exec", ["cmd": .string(command), "cwd": .string(folder)])
        } else if projects.isEmpty {
            append("shell_exec", ["cmd": .string(ProjectTests.anyProject), "cwd": ""])
        } else {
            for project in projects {
                let command = ProjectTests.command(for: project.template)
                append("shell_exec", ["cmd": .string(command), "cwd": .string(path(of: project.step))])
            }
        }
    }

    private mutating func addCommit(_ message: String, _ paths: [String]) {
        guard projects.isEmpty else {
            for project in projects {
                let params: JSONValue = ["path": .string(path(of: project.step)), "message": "Initial commit"]
                append("git_ops", ["action": "init", "params": params])
            }
            return
        }
        var params: [String: JSONValue] = ["message": .string(message)]
        if !paths.isEmpty { params["paths"] = .array(paths.map(JSONValue.string)) }
        append("git_ops", ["action": "commit", "params": .object(params)])
    }

    private func params(of edit: FileEdit) -> [String: JSONValue] {
        switch edit {
        case .replace(let path, let old, let new):
            ["action": "edit", "path": below(path), "old": .string(old), "new": .string(new)]
        case .write(let path, let content): ["action": "write", "path": below(path), "content": .string(content)]
        case .append(let path, let content): ["action": "append", "path": below(path), "content": .string(content)]
        case .move(let path, let to): ["action": "move", "path": below(path), "to": below(to)]
        case .copy(let path, let to): ["action": "copy", "path": below(path), "to": below(to)]
        case .delete(let path): ["action": "delete", "path": below(path)]
        }
    }

    /// A file named after a project was ordered lies in that project.
    private func below(_ path: String) -> JSONValue {
        .string(projects.count == 1 ? "\(self.path(of: projects[0].step))/\(path)" : path)
    }

    private func path(of step: Int) -> String { "<steps.\(step).output.project_path>" }

    @discardableResult
    private mutating func append(_ action: String, _ params: [String: JSONValue]) -> Int {
        steps.append(Step(number: steps.count + 1, action: action, params: .object(params)))
        return steps.count
    }
}

/// How the tests of a project are run.
enum ProjectTests {
    static func command(for template: String) -> String {
        switch template {
        case "python": "python3 -m pytest -q"
        case "node": "node --test"
        case "cmake": "cmake -S . -B build && cmake --build build && ctest --test-dir build --output-on-failure"
        case "dotnet": "dotnet test"
        case "swift": "swift test"
        default: anyProject
        }
    }

    /// Where nothing says what kind of project the workspace holds.
    static let anyProject = """
        if [ -f package.json ]; then npm test; \
        elif [ -f CMakeLists.txt ]; then \
        cmake -S . -B build && cmake --build build && ctest --test-dir build --output-on-failure; \
        elif ls ./*.sln ./*.csproj >/dev/null 2>&1; then dotnet test; \
        elif [ -f Package.swift ]; then swift test; \
        else python3 -m pytest -q; fi
        """
}
