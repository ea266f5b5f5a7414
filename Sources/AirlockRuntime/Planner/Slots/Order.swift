/// One thing that the task orders, with all that a recipe needs to know.
enum Order: Sendable, Hashable {
    /// - Parameter links: The file to save the list of links in, if the task wants one.
    case research(query: String, count: Int, links: String?)
    /// - Parameter kind: Nil: the template's first.
    case createProject(template: String, name: String, kind: String?)
    case edit(FileEdit)
    /// Nil: the projects' own build and tests.
    case run(String?)
    case commit(message: String, paths: [String])
    case push(remote: String, branch: String?)
    case screenshot(target: String)
}

/// A change of one file.
enum FileEdit: Sendable, Hashable {
    case replace(path: String, old: String, new: String)
    case write(path: String, content: String)
    case append(path: String, content: String)
    case move(path: String, to: String)
    case copy(path: String, to: String)
    case delete(path: String)
}
