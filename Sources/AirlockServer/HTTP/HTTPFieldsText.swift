import HTTPTypes

extension HTTPFields {
    /// The value of a field that the library has no name for.
    func text(_ name: String) -> String? { HTTPField.Name(name).flatMap { self[$0] } }

    mutating func set(_ name: String, _ value: String) {
        guard let name = HTTPField.Name(name) else { return }
        self[name] = value
    }
}
