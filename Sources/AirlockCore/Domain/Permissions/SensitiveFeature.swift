/// A feature whose first uses on a machine a person decides, whatever the rules say.
public enum SensitiveFeature: String, Sendable, Codable, CaseIterable {
    case powershell
    case keyboardMouse = "keyboard_mouse"
    case hostChange = "host_change"
    case upload

    /// How many uses are asked about on each machine before the rules decide.
    public static let askedUses = 2

    /// The feature that an effect makes use of, if any.
    init?(of effect: Effect) {
        switch effect {
        case .publish: self = .upload
        case .sensitive(let name): self.init(rawValue: name)
        case .command(let text, _) where PowerShellSearch.finds(in: text): self = .powershell
        case .execute(let argv) where PowerShellSearch.isProgram(argv.first ?? ""): self = .powershell
        case .compute, .read, .write, .delete, .execute, .command, .connect: return nil
        }
    }
}

extension ToolCall {
    /// What of it is sensitive, in the order of the cases.
    public var features: [SensitiveFeature] {
        let used = Set(declared.compactMap(SensitiveFeature.init(of:)))
        return SensitiveFeature.allCases.filter(used.contains)
    }

    /// Whether its caller wants a person's word before it runs, each time.
    public var isDangerous: Bool { declared.contains(.sensitive(Self.dangerous)) }

    static let dangerous = "as_dangerous"
}
