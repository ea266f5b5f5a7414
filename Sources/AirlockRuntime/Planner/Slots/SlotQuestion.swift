/// Something that the words alone leave open, and that a model may decide.
struct SlotQuestion: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// Words to search for. The only free text.
        case query
        case projectName
        case command
        /// What to write into a file, where the task doesn't give the text.
        case text
    }

    struct Key: Sendable, Hashable {
        let kind: Kind
        let clause: Int
    }

    let key: Key
    /// The clause's words.
    let clause: String
    /// Strings copied from the task; empty for free text.
    let choices: [String]
}

typealias SlotAnswers = [SlotQuestion.Key: String]
