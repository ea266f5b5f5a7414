import AirlockCore

/// Programs that settings of a repository name and files of it choose (gitattributes(5)): filters and merge drivers.
enum GitDrivers {
    /// Settings that keep them from running: a filter changes nothing, and a merge driver leaves a conflict.
    /// - Parameter names: Of all settings of a repository.
    /// - Throws: `.denied` for a name that can't be set against.
    static func silencing(_ names: [String]) throws(AirlockError) -> [String] {
        var settings: [String] = []
        for name in Set(names).sorted() {
            let parts = name.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count >= 3, let key = parts.last?.lowercased() else { continue }
            let value: String
            switch (parts[0].lowercased(), key) {
            case ("filter", "clean"), ("filter", "smudge"), ("filter", "process"): value = ""
            case ("filter", "required"): value = "false"
            case ("merge", "driver"): value = "false"
            default: continue
            }
            // git cuts at the first =
            guard !name.contains("="), !name.contains("\n") else {
                throw AirlockError(
                    .denied, "the repository's setting \(name.prefix(100).debugDescription) names a program",
                    hint: "remove it with git config --unset")
            }
            settings += ["-c", "\(name)=\(value)"]
        }
        return settings
    }
}
