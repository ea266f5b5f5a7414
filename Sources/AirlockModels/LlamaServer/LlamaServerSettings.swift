import AirlockCore

/// How one `llama-server` is to be run.
public struct LlamaServerSettings: Sendable, Hashable {
    /// One file of the model.
    public struct Weights: Sendable, Hashable {
        /// Absolute path of the GGUF file.
        public var path: String
        /// SHA-256 that the file must have; nil for a file of the user's own.
        public var sha256: String?

        public init(path: String, sha256: String?) {
            self.path = path
            self.sha256 = sha256
        }
    }

    /// Absolute path of the program; its folder also holds its libraries.
    public var binary: String
    /// One, or all parts of a split model in order.
    public var weights: [Weights]
    /// What the server and the log call the model.
    public var modelID: String
    public var placement: ServerPlacement
    /// Absolute path of a folder for the socket; it should be ours alone (0700), and short.
    public var socketFolder: String
    /// How long it may take to load: minutes on a busy machine.
    public var startLimit: Duration
    /// How many starts within ten minutes are tried before we give up.
    public var startsPerTenMinutes: Int

    public init(
        binary: String, weights: [Weights], modelID: String, placement: ServerPlacement, socketFolder: String,
        startLimit: Duration = .seconds(180), startsPerTenMinutes: Int = 4
    ) {
        self.binary = binary
        self.weights = weights
        self.modelID = modelID
        self.placement = placement
        self.socketFolder = socketFolder
        self.startLimit = startLimit
        self.startsPerTenMinutes = startsPerTenMinutes
    }

    public init(cache: ModelCache, model: CatalogueModel, placement: ServerPlacement, socketFolder: String) {
        self.init(
            binary: cache.serverBinary,
            weights: model.files.map { Weights(path: cache.path(of: $0), sha256: $0.sha256) },
            modelID: model.id, placement: placement, socketFolder: socketFolder,
            // A large model is hashed once and read from the disk at each start.
            startLimit: .seconds(180 + model.bytes >> 27))
    }

    /// The server's command line, but for where it listens.
    public var arguments: [String] {
        [binary, "-m", weights.first?.path ?? "", "--alias", modelID] + placement.arguments + [
            "--jinja", "--offline", "--no-ui", "--no-slots", "--cors-origins", "localhost", "--no-cors-credentials",
        ]
    }

    /// Whether the model is one of those that know harmony, and are asked in it: servers' own templates and parsers lose
    /// calls and answers.
    var speaksHarmony: Bool { modelID.lowercased().contains("gpt-oss") }

    /// The key goes by environment, where no process list shows it. No page, no slots, no downloads, no foreign origins.
    /// - Parameter devices: Of the graphics cards; a model on the processor gets none of them.
    func program(socket: String, key: String, devices: [String] = GraphicsDevices.paths()) -> ServiceProgram {
        let folder = binary.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
        let libraries = placement.usesGraphics ? "\(folder):\(GraphicsDevices.windowsLibraries)" : folder
        return ServiceProgram(
            argv: arguments + ["--host", socket],
            environment: ["LLAMA_API_KEY": key, "LD_LIBRARY_PATH": libraries, "PATH": "/usr/bin:/bin", "HOME": "/tmp"],
            readable: [folder] + weights.map(\.path), writable: [socketFolder],
            devices: placement.usesGraphics ? devices : [])
    }
}
