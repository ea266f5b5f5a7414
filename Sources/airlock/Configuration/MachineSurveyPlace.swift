import AirlockCore
import AirlockModels

extension MachineSurvey {
    /// `AIRLOCK_NVIDIA_SMI` names the driver's program where it is in no usual place.
    init(environment: [String: String]) {
        self.init(program: environment["AIRLOCK_NVIDIA_SMI"])
    }

    /// The facts; what is wrong with the driver is told.
    func facts(telling say: @Sendable (String) -> Void) async throws(AirlockError) -> MachineFacts {
        let (facts, trouble) = try await self.facts()
        if let trouble { say("no graphics card is used: \(trouble)") }
        return facts
    }
}
