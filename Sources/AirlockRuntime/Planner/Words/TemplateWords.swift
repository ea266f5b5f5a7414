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

    static func otherLanguage(in words: [String]) -> String? { words.first { others.matches($0) } }
}
