/// A random change of a tree: the same as a shell script, for the sandbox, and as a change of the ``Tree``.
struct Mutation {
    private(set) var script = ""
    private(set) var tree: Tree

    init(of tree: Tree, by generator: inout some RandomNumberGenerator) {
        self.tree = tree
        for _ in 0..<Int.random(in: 1...3, using: &generator) { add(by: &generator) }
        // So that no step changes nothing.
        write("step \(UInt32.random(in: 0 ... .max, using: &generator))", to: "always")
    }

    private mutating func add(by generator: inout some RandomNumberGenerator) {
        let name = "n\(Int.random(in: 0..<1000, using: &generator))"
        let folder = tree.folders.randomElement(using: &generator)
        let place = folder.map { "\($0)/\(name)" } ?? name
        switch Int.random(in: 0..<10, using: &generator) {
        case 0...3: write("text \(UInt64.random(in: 0 ... .max, using: &generator))", to: place)
        case 4, 5:
            tree.remove(place)
            tree.makeFolder(place)
            script += "rm -rf \(place); mkdir \(place)\n"
        case 6:
            guard let victim = tree.files.filter({ $0 != "always" }).randomElement(using: &generator) else { return }
            tree.remove(victim)
            script += "rm \(victim)\n"
        case 7:
            // A folder made anew hides all that the older layers had in it.
            guard let folder else { return }
            tree.remove(folder)
            tree.makeFolder(folder)
            script += "rm -r \(folder); mkdir \(folder)\n"
            write("anew", to: "\(folder)/anew")
        case 8:
            guard let victim = tree.files.filter({ $0 != "always" }).randomElement(using: &generator) else { return }
            tree.remove("moved")
            tree.move(victim, to: "moved")
            script += "rm -rf moved.tmp; mv \(victim) moved.tmp; rm -rf moved; mv moved.tmp moved\n"
        default:
            guard let file = tree.files.randomElement(using: &generator) else { return }
            write("longer " + String(repeating: "x", count: Int.random(in: 0..<20000, using: &generator)), to: file)
        }
    }

    private mutating func write(_ text: String, to path: String) {
        tree.remove(path)
        tree.write(text, to: path)
        script += "rm -rf \(path); printf %s '\(text)' > \(path)\n"
    }
}
