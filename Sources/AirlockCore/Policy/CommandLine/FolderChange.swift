extension [Pipeline] {
    /// The folder after the pipeline at `index`, if that is a `cd` of which it is certain that all that follows it runs in
    /// the folder that it names: nothing but `&&` comes after it, and no `||` right before it. Nil for any other.
    public func change(at index: Int, from folder: WorkspacePath) -> WorkspacePath? {
        guard let stage = self[index].stages.first, self[index].stages.count == 1, !stage.isRedirected,
            stage.argv.count == 2, stage.argv[0] == "cd", !stage.argv[1].isEmpty, !stage.argv[1].hasPrefix("-"),
            index == 0 || self[index - 1].then != .or,
            self[index...].allSatisfy({ $0.then == nil || $0.then == .and })
        else { return nil }
        return CommandWord.place(stage.argv[1], in: folder)
    }
}
