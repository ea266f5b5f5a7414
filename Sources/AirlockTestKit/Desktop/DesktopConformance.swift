public import AirlockCore
import Testing

/// What all ``Desktops`` must do. The real ones need `xmessage`, which names its window after itself.
public struct DesktopConformance: Sendable {
    private let desktops: any Desktops

    public init(_ desktops: any Desktops) { self.desktops = desktops }

    public func checkAll(on base: Snapshot = .empty) async throws {
        let desktop = try await desktops.desktop(of: CallPlace(jobID: "job_a", base: base))
        try await looks(desktop)
        try await refuses(desktop)
        try await opens(desktop)
        let other = try await desktops.desktop(of: CallPlace(jobID: "job_b", base: base))
        #expect(try await other.windows() == [], "another job sees a window of the first")
        let again = try await desktops.desktop(of: CallPlace(jobID: "job_a", base: base))
        #expect(try await again.windows().count == 1, "a job's desktop isn't the one it had")
    }

    private func looks(_ desktop: any Desktop) async throws {
        try await desktop.settle()
        let picture = try await desktop.picture(of: .screen)
        #expect(picture.mark.count == 16 && picture.mark.allSatisfy(\.isHexDigit))
        let same = try await desktop.picture(of: .screen, unless: picture.mark)
        #expect(same == nil, "the same picture was given twice")
    }

    private func refuses(_ desktop: any Desktop) async throws {
        let beyond = PixelPoint(x: desktops.size.width, y: 0)
        let input = await #expect(throws: AirlockError.self) { try await desktop.perform(.move(beyond)) }
        #expect(input?.code == .invalidRequest)
        let wide = PixelRegion(x: 1, y: 0, width: desktops.size.width, height: 1)
        let view = await #expect(throws: AirlockError.self) { try await desktop.picture(of: .region(wide)) }
        #expect(view?.code == .invalidRequest)
        let gone = await #expect(throws: AirlockError.self) { try await desktop.picture(of: .window(99, nil)) }
        #expect(gone?.code == .notFound)
    }

    private func opens(_ desktop: any Desktop) async throws {
        #expect(try await desktop.windows() == [])
        let before = try await desktop.picture(of: .screen)
        try await desktop.open(Program(["xmessage", "hello"], limits: SandboxConformance.limits))
        var windows: [DesktopWindow] = []
        while windows.isEmpty {
            try Task.checkCancellation()
            windows = try await desktop.windows()
        }
        #expect(windows.map(\.title) == ["xmessage"])
        let after = try await desktop.picture(of: .screen, unless: before.mark)
        #expect(after != nil, "a window changes nothing that is seen")
        if let window = windows.first { _ = try await desktop.picture(of: .window(window.id, nil)) }
        try await desktop.perform(.move(PixelPoint(x: 1, y: 1)))
    }
}
