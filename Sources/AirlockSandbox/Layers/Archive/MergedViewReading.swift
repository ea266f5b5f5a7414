import AirlockCore
import Glibc

/// Reading one file as a program in the sandbox would, without one.
extension MergedView {
    /// Of one look-up (path_resolution(7)).
    private static let symlinkLimit = 40

    /// Follows symlinks by their words, within the workspace only.
    /// - Throws: `.notFound`; `.invalidRequest` for what isn't a regular file or leads out of the workspace;
    ///   `.limitExceeded` if the file is longer than `limit` bytes.
    func read(_ path: WorkspacePath, limit: Int) throws -> [UInt8] {
        let place = try resolve(path)
        guard let found = try find(place), found.entry.type == .file else {
            throw AirlockError(.invalidRequest, "\"\(path)\" is not a regular file")
        }
        guard found.entry.size <= limit else {
            throw AirlockError(.limitExceeded, "\(path) is longer than \(limit) bytes")
        }
        return try layers[found.layer].open(place, O_RDONLY | O_NONBLOCK).read(upTo: limit, of: place.text)
    }

    /// Where a path ends; there is something, but it may be of any type but a symlink.
    private func resolve(_ path: WorkspacePath) throws -> TreePath {
        var waiting = path.components.reversed().map { Array($0.utf8) }
        var place: [[UInt8]] = []
        var symlinks = 0
        while let name = waiting.popLast() {
            if name == [0x2e] { continue }
            if name == [0x2e, 0x2e] {
                guard place.popLast() != nil else { throw Self.leadsOut(path) }
                continue
            }
            let next = Self.join(place + [name])
            guard let found = try find(next) else {
                throw AirlockError(.notFound, "no file \"\(path)\" in the workspace")
            }
            guard found.entry.type == .symlink else {
                place.append(name)
                continue
            }
            symlinks += 1
            guard symlinks <= Self.symlinkLimit else {
                throw AirlockError(.invalidRequest, "\"\(path)\" leads through more than \(Self.symlinkLimit) symlinks")
            }
            let target = try layers[found.layer].target(ofSymlink: next)
            var words = target.split(separator: UInt8(ascii: "/")).map(Array.init)
            if target.first == UInt8(ascii: "/") {
                guard words.first == Array(Container.workspace.utf8.dropFirst()) else {
                    throw Self.leadsOut(path)
                }
                words.removeFirst()
                place = []
            }
            waiting += words.reversed()
        }
        return Self.join(place)
    }

    private static func join(_ names: [[UInt8]]) -> TreePath {
        names.reduce(.root) { $0.appending($1) }
    }

    private static func leadsOut(_ path: WorkspacePath) -> AirlockError {
        AirlockError(.invalidRequest, "\"\(path)\" leads out of the workspace")
    }
}
