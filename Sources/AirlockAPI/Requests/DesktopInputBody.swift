public import AirlockCore

/// Body of `POST /jobs/{id}/desktop/input`: what a person does by hand.
public struct DesktopInputBody: Sendable, Hashable {
    /// Actions of one request.
    static let mostActions = 100

    private let actions: [DesktopAction]

    public init(_ body: JSONValue) throws(AirlockError) {
        var fields = try RequestFields(body)
        let items = try fields.required(fields.array("actions", most: Self.mostActions), "actions")
        try fields.finish()
        try JSONSchema(DesktopAction.schema(most: Self.mostActions)).check(.array(items), as: "actions")
        var actions: [DesktopAction] = []
        for item in items { actions.append(try item.decode(DesktopAction.self)) }
        self.actions = actions
    }

    /// - Throws: `.invalidRequest` for what isn't done by hand (opening and waiting), and for places beyond the screen.
    public func inputs(on size: PixelSize) throws(AirlockError) -> [DesktopInput] {
        var inputs: [DesktopInput] = []
        for (index, action) in actions.enumerated() {
            let some = try action.inputs(on: size, "actions[\(index)]")
            guard !some.isEmpty else {
                throw AirlockError(.invalidRequest, "actions[\(index)]: \(action.type.rawValue) isn't done by hand")
            }
            inputs += some
        }
        return inputs
    }
}
