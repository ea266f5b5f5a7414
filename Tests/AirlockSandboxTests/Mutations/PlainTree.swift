import AirlockCore
import AirlockTestKit
import Foundation
import Glibc

@testable import AirlockSandbox

/// What a plain folder looks like after each of many scripts: what layers are compared with.
struct PlainTree {
    /// After no script, after the first, and so on.
    let listings: [String]

    /// Runs the scripts, which are the test's own, on a folder of the test's own.
    init(folder: String, first: Int, count: Int) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-c", MutationScript.source, "all", folder, "\(first)", "\(count)"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw AirlockError(.backendFailed, "the plain folder's script failed")
        }
        listings = [""] + text.components(separatedBy: "\n\n").dropLast()
    }
}

extension MergedView {
    /// The lines that ``MutationScript`` prints for the same tree.
    func listing() throws -> String {
        var lines: [(TreePath, String)] = []
        try walk(root) { path, found in
            lines.append((path, try line(path, found)))
            return true
        }
        return lines.sorted { $0.0 < $1.0 }.map(\.1).joined(separator: "\n")
    }

    private func line(_ path: TreePath, _ found: Found) throws -> String {
        let layer = layers[found.layer]
        let name = path.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let mode = String(found.entry.mode, radix: 8)
        switch found.entry.type {
        case .file:
            let hash = try layer.hash(path)
            return "\(name) f \(mode) \(found.entry.size) \(hash) \(try marks(path, layer))"
        case .folder: return "\(name) d \(mode) 0 - \(try marks(path, layer))"
        case .symlink:
            let target = try layer.target(ofSymlink: path)
            return "\(name) l 0 \(target.count) \(SHA256.hex(target)) -"
        case .other: return "\(name) o \(mode) 0 - -"
        }
    }

    private func marks(_ path: TreePath, _ layer: FileTree) throws -> String {
        try layer.attributes(path).sorted { $0.key < $1.key }
            .map { mark in mark.key + "=" + mark.value.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
            .joined(separator: ",")
    }
}
