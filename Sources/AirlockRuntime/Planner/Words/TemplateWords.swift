/// Which words of a task name a project's template.
enum TemplateWords {
    private static let templates: [(name: String, words: WordList)] = [
        ("python", WordList("python, python3, py, pytest, питон*, пайтон*")),
        ("node", WordList("node, nodejs, node.js, node-js, javascript, js, npm, нод, ноде, ноду, ноды, джаваскрипт*")),
        ("cmake", WordList("cmake, c++, cpp, c++17, c++20, c++23, си++, плюсах")),
        ("dotnet", WordList("dotnet, .net, net8, c#, csharp, asp.net, webapi, .net8, дотнет*")),
        ("swift", WordList("swift, swiftpm, свифт*")),
    ]
    /// Languages that people ask for and that have no template.
    private static let others = WordList(
        """
        rust, cargo, golang, go, java, kotlin, scala, ruby, rails, php, perl, haskell, elixir, typescript, zig, dart,
        flutter, lua, clojure, fortran
        """)

    static func template(for word: String) -> String? { templates.first { $0.words.matches(word) }?.name }

    /// Each template that is named, once, in order.
    static func templates(in words: [String]) -> [String] {
        var found: [String] = []
        for name in words.compactMap(template(for:)) where !found.contains(name) { found.append(name) }
        return found
    }

    private static let apis = WordList(
        """
        rest api, web api, http api, api server, rest service, web service, rest-api, web-api, webapi, rest апи, веб-сервис*,
        rest-сервис*, веб-api
        """)
    private static let consoles = WordList("console, cli, command line, command-line, консольн*")
    private static let libraries = WordList("library, библиотеку, библиотека")
    /// A library behind one of these is one that is used.
    private static let users = WordList(
        "standard, the, third-party, using, with, no, any, external, use, стандартн*, без")

    /// What kind of project the order names, if that isn't the template's first; nil: nothing is said beyond doubt.
    static func kind(in words: [String], for template: String) -> String? {
        if template == "dotnet" {
            if consoles.contains(in: words), !apis.contains(in: words) { return "cli" }
        } else if ["python", "node"].contains(template), apis.contains(in: words) {
            return "api"
        }
        guard let index = libraries.first(in: words), !apis.contains(in: words), !consoles.contains(in: words),
            index > 0, !users.matches(words[index - 1])
        else { return nil }
        return "library"
    }

    static func otherLanguage(in words: [String]) -> String? { words.first { others.matches($0) } }
}
