import AirlockCore

/// A card for the terminal: the server's own text, so that every channel shows the same.
enum CardText {
    static func text(_ card: JSONValue) -> String {
        "\n" + (card["text"]?.string ?? card["description"]?.string ?? "")
    }
}
