import CSandbox

/// What to execute so that a container runs.
struct ContainerStart: Sendable {
    var argv: [String]
    /// The runtime's, which may hand it on.
    var environment: [String: String]
    /// What the runtime, or the container, writes to its fourth descriptor if the program was really started.
    var mark: String
    /// Whether the limits of each process are part of `bundle`; else they are set before the runtime starts, which inherits
    /// them to the program.
    var limitsByItself = false
    var bundle: ContainerBundle?
}

/// Files that a runtime reads from a folder which it alone sees.
struct ContainerBundle: Sendable {
    struct Entry: Sendable, Hashable {
        /// Relative to the bundle.
        let path: String
        /// What a file holds, or a symlink names.
        let text: String
        let isSymlink: Bool
    }

    let entries: [Entry]
    /// Absolute folders of the host that the runtime must not find; those that don't exist are no matter.
    let hidden: [String]

    /// For a runtime that reads none.
    static let none = ContainerBundle(entries: [], hidden: [])

    /// Makes the bundle part of a request, for as long as `body` runs.
    func lend<Value>(
        to request: inout airlock_spawn_request, _ body: (inout airlock_spawn_request) throws -> Value
    ) throws -> Value {
        try withCStrings(entries.map(\.path) + entries.map(\.text)) { strings in
            try withCStrings(hidden) { hidden in
                let raw = entries.indices.map {
                    airlock_bundle_entry(
                        path: strings[$0], text: strings[$0 + entries.count], is_link: entries[$0].isSymlink ? 1 : 0)
                }
                return try raw.withUnsafeBufferPointer { raw in
                    request.bundle = raw.baseAddress
                    request.bundle_count = raw.count
                    request.hidden = hidden
                    return try body(&request)
                }
            }
        }
    }
}
