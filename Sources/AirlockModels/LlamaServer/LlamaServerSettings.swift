import AirlockCore

/// How one `llama-server` is to be run.
public struct LlamaServerSettings: Sendable, Hashable {
    /// Absolute path of the program; its folder also holds its libraries.
    public var binary: String
    /// Absolute path of the GGUF file.
    public var modelFile: String
    /// SHA-256 that the file must have; nil for a file of the user's own.
    public var modelSHA256: String?
    /// What the server and the log call the model.
    public var modelID: String
    public var contextTokens: Int
    public var threads: Int
    /// Absolute path of a folder for the socket; it should be ours alone (0700), and short.
    public var socketFolder: String
    /// How long it may take to load: minutes on a busy machine.
    public var startLimit: Duration
    /// How many starts within ten minutes are tried before we give up.
    public var startsPerTenMinutes: Int

    public init(
        binary: String, modelFile: String, modelSHA256: String?, modelID: String, contextTokens: Int = 8192,
        threads: Int, socketFolder: String, startLimit: Duration = .seconds(180), startsPerTenMinutes: Int = 4
    ) {
        self.binary = binary
        self.modelFile = modelFile
        self.modelSHA256 = modelSHA256
        self.modelID = modelID
        self.contextTokens = contextTokens
        self.threads = threads
        self.socketFolder = socketFolder
        self.startLimit = startLimit
        self.startsPerTenMinutes = startsPerTenMinutes
    }

    public init(cache: ModelCache, model: CatalogueModel, threads: Int, socketFolder: String) {
        self.init(
            binary: cache.serverBinary, modelFile: cache.path(of: model), modelSHA256: model.sha256,
            modelID: model.id, threads: threads, socketFolder: socketFolder)
    }

    /// Whether the model is one of those that know harmony, and are asked in it: servers' own templates and parsers lose
    /// calls and answers.
    var speaksHarmony: Bool { modelID.lowercased().contains("gpt-oss") }

    /// The key goes by environment, where no process list shows it. No page, no slots, no downloads, no foreign origins.
    func program(socket: String, key: String) -> ServiceProgram {
        let folder = binary.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
        return ServiceProgram(
            argv: [
                binary, "-m", modelFile, "--alias", modelID, "--host", socket, "-c", "\(contextTokens)", "-np", "1",
                "-t", "\(threads)", "-tb", "\(threads)", "--device", "none", "--jinja", "--offline", "--no-ui",
                "--no-slots", "--cors-origins", "localhost", "--no-cors-credentials",
            ],
            environment: ["LLAMA_API_KEY": key, "LD_LIBRARY_PATH": folder, "PATH": "/usr/bin:/bin", "HOME": "/tmp"],
            readable: [folder, modelFile], writable: [socketFolder])
    }
}
