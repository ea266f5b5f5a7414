public import AirlockCore
import Synchronization

/// Several providers in order as one model: the first that is well answers.
///
/// A provider that failed three times in a row is left alone for 30 seconds, one that says for how long (`Retry-After`) for
/// that long. Each provider keeps its own rules (consent,
/// deadline); the router goes on to the next when one says `.unavailable`, `.backendFailed` or `.limitExceeded`, after as
/// many retries as the provider has and its budget pays for. One that is too slow, or of which the probe says that it can't
/// do what is asked, is asked after the others, and still asked.
public actor ModelRouter: LanguageModel {
    private struct Health {
        var breaker = CircuitBreaker(failuresToOpen: 3, pauseSeconds: 30)
        var budget = RetryBudget()
        var pace: ProviderPace
        var probed: ProbeResult?
    }

    /// A success, and who failed before it.
    private struct Outcome<T: Sendable>: Sendable {
        let value: T
        let passedOver: [PassedProvider]
    }

    private let providers: [RoutedProvider]
    private let now: @Sendable () -> Timestamp
    private var health: [Health]
    private var running = 0
    private var lastEnd: Timestamp?
    private var answered: Set<String> = []
    private var makeWay: @Sendable () -> Void = {}

    /// - Parameter providers: Best first. None at all is allowed: then every question is answered `.unavailable`.
    public init(_ providers: [RoutedProvider], now: @escaping @Sendable () -> Timestamp) {
        self.providers = providers
        self.now = now
        health = providers.map { _ in Health(pace: ProviderPace(tokensPerSecond: nil, at: now())) }
    }

    /// Takes what a probe found out. Providers that it doesn't name stay as they are.
    public func learn(_ results: [ProbeResult]) {
        for (index, provider) in providers.enumerated() {
            guard let result = results.first(where: { $0.provider == provider.name }) else { continue }
            health[index].probed = result
            if health[index].pace.tokensPerSecond == nil {
                health[index].pace = ProviderPace(tokensPerSecond: result.tokensPerSecond, at: now())
            }
        }
    }

    /// Sets what is called at the beginning of each question: who works in the background makes way then.
    /// - Returns: Whether nobody asks at this moment.
    @discardableResult func onQuestion(_ makeWay: @escaping @Sendable () -> Void) -> Bool {
        self.makeWay = makeWay
        return running == 0
    }

    /// Whether this provider has answered, and no question of anybody runs or ran within so many seconds.
    func isIdle(for seconds: Int, answered name: String) -> Bool {
        guard running == 0, answered.contains(name), let lastEnd else { return false }
        return lastEnd.advanced(bySeconds: seconds) <= now()
    }

    public func profile() async throws -> ModelProfile {
        try await firstSuccess(in: order(for: nil)) { provider in try await provider.model.profile() }.value
    }

    public func answer(
        _ request: ModelRequest, onText: @escaping @Sendable (String) -> Void
    ) async throws -> ModelAnswer {
        let outcome = try await firstSuccess(in: order(for: request)) { [now] provider in
            let watch = TextWatch(now)
            let answer = try await provider.model.answer(request) { text in
                watch.note()
                onText(text)
            }
            return (answer, watch.milliseconds)
        } note: { health, result, time in
            health.pace.note(tokens: result.0.use.usage.completionTokens, milliseconds: result.1, at: time)
        }
        return outcome.passedOver.isEmpty ? outcome.value.0 : outcome.value.0.passing(over: outcome.passedOver)
    }

    /// Of one provider after the other: the next is asked when one gave nothing that fits in three tries.
    public func answerJSON(
        _ request: ModelRequest, schema: JSONValue, onText: @escaping @Sendable (String) -> Void
    ) async throws -> CheckedJSON {
        var asked = request
        asked.constraint = .schema(schema)
        let unfit = Mutex<[ModelAnswer]>([])
        do {
            let outcome = try await firstSuccess(in: order(for: asked)) { provider in
                do {
                    return try await provider.model.answerJSON(request, schema: schema, onText: onText)
                } catch let error as AirlockError {
                    unfit.withLock { $0 += (error.cause as? UnfitAnswers)?.answers ?? [] }
                    throw error
                }
            }
            var answers = outcome.value.answers
            if !outcome.passedOver.isEmpty, let last = answers.indices.last {
                answers[last] = answers[last].passing(over: outcome.passedOver)
            }
            return CheckedJSON(value: outcome.value.value, answers: unfit.withLock { $0 } + answers)
        } catch var error as AirlockError {
            let answers = unfit.withLock { $0 }
            if !answers.isEmpty { error.cause = UnfitAnswers(answers: answers) }
            throw error
        }
    }

    /// The providers as they are to be tried: those with a doubt about them last.
    private func order(for request: ModelRequest?) -> [Int] {
        let isDoubtful = providers.indices.map { index in
            let health = health[index]
            return health.pace.isSlow(below: providers[index].leastTokensPerSecond, at: now())
                || request.map { health.probed?.doubts($0) ?? false } ?? false
        }
        return providers.indices.filter { !isDoubtful[$0] } + providers.indices.filter { isDoubtful[$0] }
    }

    private func firstSuccess<T: Sendable>(
        in order: [Int], _ ask: @Sendable (RoutedProvider) async throws -> T,
        note: (inout Health, T, Timestamp) -> Void = { _, _, _ in }
    ) async throws -> Outcome<T> {
        running += 1
        makeWay()
        defer {
            running -= 1
            lastEnd = now()
        }
        var failures: [(name: String, error: AirlockError)] = []
        for index in order {
            let provider = providers[index]
            if let end = health[index].breaker.pause(at: now()) {
                failures.append((provider.name, AirlockError(.unavailable, "left alone until \(end) after failures")))
                continue
            }
            do {
                let value = try await patiently(index, ask)
                health[index].breaker.noteSuccess()
                health[index].budget.noteSuccess()
                answered.insert(provider.name)
                note(&health[index], value, now())
                let passed = failures.map { PassedProvider(provider: $0.name, reason: $0.error.message) }
                return Outcome(value: value, passedOver: passed + slower(than: index, in: order, failures.map(\.name)))
            } catch {
                failures.append((provider.name, try passable(error)))
            }
        }
        throw Self.sum(of: failures)
    }

    /// Better providers that were not asked, since there was a doubt about them.
    private func slower(than chosen: Int, in order: [Int], _ failed: [String]) -> [PassedProvider] {
        order.drop { $0 != chosen }.dropFirst().filter { $0 < chosen && !failed.contains(providers[$0].name) }.map {
            let reason =
                health[$0].pace.isSlow(below: providers[$0].leastTokensPerSecond, at: now())
                ? "it is slower than min_tokens_per_second" : "its probe says that it can't do what is asked"
            return PassedProvider(provider: providers[$0].name, reason: reason)
        }
    }

    /// Asks once, and again as long as the provider's retries and budget last.
    private func patiently<T: Sendable>(
        _ index: Int, _ ask: @Sendable (RoutedProvider) async throws -> T
    ) async throws -> T {
        var left = providers[index].retries
        while true {
            do {
                return try await ask(providers[index])
            } catch {
                let known = AirlockError(error, otherwise: .backendFailed)
                guard known.code == .unavailable || known.code == .backendFailed else { throw known }
                health[index].breaker.noteFailure(at: now())
                if let pause = known.cause as? ServerPause {
                    health[index].breaker.rest(until: now().advanced(bySeconds: pause.seconds))
                }
                guard left > 0, health[index].breaker.pause(at: now()) == nil, health[index].budget.spend() else {
                    throw known
                }
                left -= 1
            }
        }
    }

    /// - Returns: A failure that another provider may make good.
    /// - Throws: Any other.
    private func passable(_ error: any Error) throws(AirlockError) -> AirlockError {
        let known = AirlockError(error, otherwise: .backendFailed)
        switch known.code {
        case .unavailable, .backendFailed, .limitExceeded: return known
        case .invalidRequest, .unauthorized, .forbidden, .denied, .rejected, .expired, .notFound, .conflict,
            .commandFailed, .cancelled:
            throw known
        }
    }

    /// One error that tells each provider's reason. What is too long for all is the request's fault, not theirs.
    private static func sum(of failures: [(name: String, error: AirlockError)]) -> AirlockError {
        if let tooLong = failures.first(where: { $0.error.code == .limitExceeded }) { return tooLong.error }
        if failures.isEmpty {
            return AirlockError(
                .unavailable, "no model provider is configured", hint: "Name one in model.providers of config.yaml.")
        }
        let reasons = failures.map { "\($0.name): \($0.error.message)" }.joined(separator: "; ")
        return AirlockError(
            .unavailable, "no model answers (\(reasons))", hint: failures.lazy.compactMap(\.error.hint).first,
            cause: failures.last?.error)
    }
}

extension ModelAnswer {
    fileprivate func passing(over providers: [PassedProvider]) -> ModelAnswer {
        var answer = self
        answer.use.passedOver = providers
        return answer
    }
}

/// The time between the first and the last piece of an answer.
private final class TextWatch: Sendable {
    private let now: @Sendable () -> Timestamp
    private let span = Mutex<(first: Int64, last: Int64)?>(nil)

    init(_ now: @escaping @Sendable () -> Timestamp) { self.now = now }

    func note() {
        let time = now().millisecondsSince1970
        span.withLock { $0 = ($0?.first ?? time, time) }
    }

    var milliseconds: Int64 { span.withLock { span in span.map { $0.last - $0.first } ?? 0 } }
}
