/// Russian words of the trade for an English corpus, so that a Russian question finds what it means.
enum Glossary {
    /// The English of a Russian word in any of its forms, if it is known.
    static func english(_ word: String) -> String? {
        guard word.utf8.contains(where: { $0 >= 0x80 }) else { return nil }
        // The longest stem: `подмодуль` is not a `модуль`, and `веткой` is a `ветк…`.
        return (3...max(3, word.count)).reversed().lazy.compactMap { stems[String(word.prefix($0))] }.first
    }

    private static let stems: [String: String] = [
        "хук": "hooks", "массив": "arrays", "ветк": "branch", "ветв": "branch", "слияни": "merge", "слить": "merge",
        "коммит": "commit", "репозитори": "repository", "тест": "test", "сборк": "build", "собрать": "build",
        "пресет": "presets", "предустанов": "presets", "переменн": "variable", "функци": "function", "цикл": "loop",
        "строк": "string", "файл": "file", "каталог": "directory", "директори": "directory", "папк": "directory",
        "процесс": "process", "поток": "stream", "промис": "promise", "модул": "module", "подмодул": "submodule",
        "конфликт": "conflict", "перебазир": "rebase", "ребейз": "rebase", "тег": "tag", "метк": "tag",
        "удалённ": "remote", "удаленн": "remote", "истори": "history", "отмен": "revert", "сети": "network",
        "сетев": "network", "шифрован": "encryption", "библиотек": "library", "установк": "install",
        "перенаправлен": "redirection", "подстановк": "substitution", "раскрыти": "expansion",
        "автодополн": "completion", "дополнени": "completion", "игнор": "ignore", "патч": "patch",
        "настройк": "configuration", "конфигураци": "configuration", "сервер": "server", "клиент": "client",
        "буфер": "buffer", "событи": "event", "ошибк": "error", "исключени": "exception", "компил": "compile",
        "генератор": "generator", "пакет": "package", "зависимост": "dependency", "скрипт": "script",
        "сценари": "script", "оболочк": "shell", "команд": "command", "параметр": "parameter",
        "аргумент": "argument", "бисект": "bisect", "подпис": "signing", "компоновк": "link", "линков": "link",
        "цел": "target", "утверждени": "assert", "отладк": "debug", "путь": "path", "пути": "path",
        "прав": "permissions",
    ]
}
