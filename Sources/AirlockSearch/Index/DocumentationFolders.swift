import FoundationEssentials

/// Where documentation is on a machine.
public enum DocumentationFolders {
    /// Folders of HTML that Debian, Ubuntu and their kin install (`git-doc`, `cmake-doc`, `bash-doc`, `nodejs-doc`,
    /// `python3-doc`), those of them that are here.
    public static func present() -> [String] {
        let files = FileManager.default
        let fixed = ["/usr/share/doc/git-doc", "/usr/share/doc/bash", "/usr/share/doc/nodejs/api"]
        let found = ((try? files.contentsOfDirectory(atPath: "/usr/share/doc")) ?? []).sorted()
        let html = found.filter { name in
            // `cmake`, `cmake-data`, `python3`, `python3.11`, but not the packages written in it.
            name.hasPrefix("cmake") || (name.hasPrefix("python3") && !name.contains("-"))
        }.map { "/usr/share/doc/\($0)/html" }
        var seen: Set<String> = []
        return (fixed + html).filter { path in
            var isFolder = false
            guard files.fileExists(atPath: path, isDirectory: &isFolder), isFolder else { return false }
            return seen.insert(URL(filePath: path).resolvingSymlinksInPath().path).inserted
        }
    }
}
