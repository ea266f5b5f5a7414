/// What a run was seen to do besides writing files. Its wire form is the object, or the words `not observed`.
public enum Observation: Sendable, Hashable {
    /// The kernel or the runtime gives no way to look.
    case notObserved
    case observed(ProgramActivity)

    static let word = "not observed"
}

extension Observation: Codable {
    public init(from decoder: any Decoder) throws {
        if let word = try? decoder.singleValueContainer().decode(String.self), word == Self.word {
            self = .notObserved
        } else {
            self = .observed(try ProgramActivity(from: decoder))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .notObserved:
            var container = encoder.singleValueContainer()
            try container.encode(Self.word)
        case .observed(let activity): try activity.encode(to: encoder)
        }
    }
}

/// Programs started and connections tried by one run.
public struct ProgramActivity: Sendable, Hashable, Codable {
    /// Paths as they were given to the kernel, in order, at most ``limit``; also those that don't exist.
    public let programs: [String]
    /// At most ``limit``.
    public let connections: [ConnectionAttempt]
    /// How many of both were left out.
    public let leftOut: Int

    public static let limit = 1000

    public init(programs: [String], connections: [ConnectionAttempt], leftOut: Int) {
        self.programs = programs
        self.connections = connections
        self.leftOut = leftOut
    }
}
