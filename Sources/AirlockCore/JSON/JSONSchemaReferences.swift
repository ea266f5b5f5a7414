/// Finds what `$ref` refers to: a schema within the same document, by a JSON pointer (RFC 6901) as a URI fragment.
public struct JSONSchemaReferences: Sendable, Hashable {
    let root: JSONValue

    public init(root: JSONValue) { self.root = root }

    /// The schema that `#`, `#/$defs/name`, `#/properties/a/items` … lead to; nil for a place where no schema is.
    public func target(of reference: JSONValue) -> JSONValue? {
        guard let text = reference.string, text.hasPrefix("#") else { return nil }
        if text == "#" { return root }
        var steps = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)[...]
        guard steps.popFirst() == "" else { return nil }
        var schema = root
        while let keyword = steps.popFirst() {
            switch keyword {
            case "$defs", "properties":
                guard let name = steps.popFirst().flatMap(Self.decoded), let next = schema[String(keyword)]?[name]
                else {
                    return nil
                }
                schema = next
            case "anyOf", "oneOf", "allOf", "prefixItems":
                guard let forms = schema[String(keyword)]?.array, let index = steps.popFirst().flatMap({ Int($0) }),
                    forms.indices.contains(index)
                else { return nil }
                schema = forms[index]
            case "items", "additionalProperties":
                guard let next = schema[String(keyword)] else { return nil }
                schema = next
            default: return nil
            }
        }
        return schema
    }

    /// Undoes the escapes of a URI fragment and of a pointer, in this order; nil for a broken one.
    private static func decoded(_ step: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(step.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self).replacing("~1", with: "/").replacing("~0", with: "~")
    }
}
