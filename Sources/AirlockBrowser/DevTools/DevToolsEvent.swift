import AirlockCore

/// Something that a page's session tells without being asked, e.g. `Page.loadEventFired`.
struct DevToolsEvent: Sendable, Hashable {
    let method: String
    let parameters: JSONValue
}
