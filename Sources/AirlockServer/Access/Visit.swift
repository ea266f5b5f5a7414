import AirlockAPI
import AirlockCore
import Hummingbird

/// One request, by anybody.
struct Visit: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The `request_id` of the answer.
    var requestID = ""
    /// Set by ``Gate``.
    var token: AccessToken?

    init(source: ApplicationRequestContextSource) { coreContext = .init(source: source) }
}

/// One request by somebody whose token is known. A route that takes this can't be reached without one.
struct SignedVisit: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let requestID: String
    let token: AccessToken

    init(context: Visit) throws {
        guard let token = context.token else {
            throw AirlockError(
                .unauthorized, "this needs a token",
                hint: "send `Authorization: Bearer TOKEN`; the first start wrote one to $AIRLOCK_HOME/token")
        }
        coreContext = context.coreContext
        requestID = context.requestID
        self.token = token
    }

    /// - Throws: `.forbidden`.
    func require(_ scope: TokenScope, to purpose: String) throws(AirlockError) {
        guard token.scope >= scope else {
            throw AirlockError(
                .forbidden,
                "the token \(token.name) has the scope \(token.scope.rawValue), which is not enough to \(purpose)",
                hint: "use a token of the scope \(scope.rawValue)")
        }
    }

    /// The `{id}` of the path.
    /// - Throws: `.notFound` for what can't be an id.
    func id(_ name: String = "id") throws(AirlockError) -> String {
        guard let text = coreContext.parameters.get(name), Identifier.isLegal(text) else {
            throw AirlockError(.notFound, "nothing has such an id")
        }
        return text
    }
}
