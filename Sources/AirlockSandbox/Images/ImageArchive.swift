import AirlockCore
import Glibc

/// An image archive after `tar` took it apart: an OCI image layout (image-spec 1.1), or what `docker save` wrote before that.
/// Only names, sizes and hashes are looked at here; what the layers hold is for containers to unpack.
struct ImageArchive {
    let tree: FileTree

    /// A layer's file, and the hash that the image gives it.
    struct Layer: Sendable, Hashable {
        /// Below the archive.
        let path: String
        /// Lower-case hex SHA-256.
        let sha256: String
    }

    /// Bytes of one JSON document.
    private static let documentBytes = 4 << 20
    /// Image indexes inside of one another.
    private static let depth = 4
    private static let layers = 500

    #if arch(x86_64)
        private static let architecture = "amd64"
    #else
        private static let architecture = "arm64"
    #endif

    /// The layers for this machine, the lowest first, each with the bytes that the image says.
    /// - Throws: `.invalidRequest`.
    func checkedLayers() throws -> [Layer] {
        let layers =
            try tree.entry(TreePath("index.json")) == nil ? saved() : listed(in: "index.json", depth: Self.depth)
        guard !layers.isEmpty, layers.count <= Self.layers else {
            throw Self.invalid("it has \(layers.count) layers; 1 to \(Self.layers) are taken")
        }
        for layer in layers where try tree.hash(TreePath(layer.path)) != layer.sha256 {
            throw Self.invalid("the bytes of \(layer.path.prefix(200).debugDescription) aren't what the image says")
        }
        return layers
    }

    private func listed(in path: String, depth: Int) throws -> [Layer] {
        let document = try document(path)
        if let layers = document["layers"]?.array {
            return try layers.map { layer in
                let hash = try Self.hash(layer["digest"])
                return Layer(path: "blobs/sha256/\(hash)", sha256: hash)
            }
        }
        let manifests = document["manifests"]?.array ?? []
        let fitting = manifests.first { $0["platform"]?["architecture"]?.string == Self.architecture }
        guard let manifest = fitting ?? manifests.first, depth > 0 else {
            throw Self.invalid("it has no image for \(Self.architecture)")
        }
        let hash = try Self.hash(manifest["digest"])
        let next = "blobs/sha256/\(hash)"
        guard try tree.hash(TreePath(next)) == hash else {
            throw Self.invalid("the bytes of \(next) aren't what it says")
        }
        return try listed(in: next, depth: depth - 1)
    }

    /// Layers by the path that they were saved at, hashes by the configuration, whose name is its own hash.
    private func saved() throws -> [Layer] {
        let image = try document("manifest.json").array?.first
        guard let path = image?["Config"]?.string, let files = image?["Layers"]?.array?.compactMap(\.string) else {
            throw Self.invalid("it has neither index.json nor manifest.json")
        }
        let name = path.split(separator: "/").last.map { $0.hasSuffix(".json") ? String($0.dropLast(5)) : String($0) }
        guard try tree.hash(TreePath(path)) == name else {
            throw Self.invalid("its configuration isn't what its name says")
        }
        let hashes = try document(path)["rootfs"]?["diff_ids"]?.array?.map(Self.hash) ?? []
        guard hashes.count == files.count else { throw Self.invalid("its layers and their hashes don't match") }
        return zip(files, hashes).map { Layer(path: $0, sha256: $1) }
    }

    private func document(_ path: String) throws -> JSONValue {
        let place = TreePath(path)
        guard let entry = try tree.entry(place), entry.type == .file, entry.size <= Self.documentBytes else {
            throw Self.invalid("\(path.prefix(200).debugDescription) is missing or too long")
        }
        return try JSONValue(parsing: try tree.open(place, O_RDONLY).read(upTo: Self.documentBytes, of: path))
    }

    private static func hash(_ digest: JSONValue?) throws(AirlockError) -> String {
        let parts = (digest?.string ?? "").split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[0] == "sha256", parts[1].utf8.count == 64,
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { throw invalid("a hash in it isn't SHA-256") }
        return parts[1]
    }

    private static func invalid(_ reason: String) -> AirlockError {
        AirlockError(
            .invalidRequest, "the archive is no image: \(reason)",
            hint: "make one with `skopeo copy docker://… oci-archive:…`, `podman save` or `docker save`")
    }
}
