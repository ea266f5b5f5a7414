public import AirlockCore
import Testing

/// What every ``EventLog`` must do. Each function makes an empty log of its own.
public struct EventLogConformance: Sendable {
    private let makeLog: @Sendable () async throws -> any EventLog

    public init(_ makeLog: @escaping @Sendable () async throws -> any EventLog) { self.makeLog = makeLog }

    public func checkAll() async throws {
        try await numbersFromOneWithoutGaps()
        try await givesAJobsEventsInOrder()
        try await keepsEveryKindOfEvent()
        try await listsJobsNewestFirst()
        try await keepsConcurrentAppendsApart()
    }

    public func numbersFromOneWithoutGaps() async throws {
        let log = try await makeLog()
        var numbers: [Int] = []
        for job in ["a", "b", "a"] { numbers.append(try await log.append(Self.ended("x"), to: job).seq) }
        #expect(numbers == [1, 2, 3])
    }

    public func givesAJobsEventsInOrder() async throws {
        let log = try await makeLog()
        var stored: [EventRecord] = []
        for number in 1...4 {
            stored.append(try await log.append(Self.ended("a\(number)"), to: "a"))
            try await log.append(Self.ended("b\(number)"), to: "b")
        }
        #expect(try await log.events(of: "a", after: 0) == stored)
        #expect(try await log.events(of: "a", after: stored[1].seq) == Array(stored.dropFirst(2)))
        #expect(try await log.events(of: "a", after: stored[3].seq).isEmpty)
        #expect(try await log.events(of: "nobody", after: 0).isEmpty)
    }

    public func keepsEveryKindOfEvent() async throws {
        let log = try await makeLog()
        for event in SampleEvents.all { try await log.append(event, to: "a") }
        #expect(try await log.events(of: "a", after: 0).map(\.event) == SampleEvents.all)
    }

    public func listsJobsNewestFirst() async throws {
        let log = try await makeLog()
        for job in ["a", "b", "c"] { try await log.append(Self.ended(job), to: job) }
        #expect(try await log.jobs(limit: 10) == ["c", "b", "a"])
        #expect(try await log.jobs(limit: 2) == ["c", "b"])
    }

    public func keepsConcurrentAppendsApart() async throws {
        let log = try await makeLog()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<32 {
                group.addTask { try await log.append(Self.ended("\(number)"), to: "a") }
            }
            try await group.waitForAll()
        }
        #expect(try await log.events(of: "a", after: 0).map(\.seq) == Array(1...32))
    }

    private static func ended(_ summary: String) -> Event { .ended(.succeeded, summary: summary) }
}
