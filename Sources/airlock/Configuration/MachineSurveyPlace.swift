import AirlockModels

extension MachineSurvey {
    /// `AIRLOCK_NVIDIA_SMI` names the driver's program where it is in no usual place.
    init(environment: [String: String]) {
        self.init(program: environment["AIRLOCK_NVIDIA_SMI"])
    }
}
