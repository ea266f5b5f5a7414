import AirlockAPI
import AirlockCore
import HTTPTypes
import Hummingbird

/// Gives each request its id and turns whatever is thrown into the envelope that design and clients know.
struct ErrorEnvelopes: RouterMiddleware {
    let world: World
    let counts: RequestCounts

    func handle(
        _ request: Request, context: Visit, next: (Request, Visit) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.requestID = world.newID("req")
        let response: Response
        do {
            response = try await next(request, context)
        } catch {
            response = Self.envelope(Self.airlockError(error), requestID: context.requestID)
        }
        counts.count(response.status.code)
        return response
    }

    static func envelope(_ error: AirlockError, requestID: String) -> Response {
        var response = Response.envelope(ToolResponse(requestID: requestID, failed: error))
        if error.code == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        return response
    }

    private static func airlockError(_ error: any Error) -> AirlockError {
        guard let known = error as? any HTTPResponseError else { return AirlockError(error, otherwise: .backendFailed) }
        switch known.status.code {
        case 404: return AirlockError(.notFound, "there is no such route", hint: "see /openapi.json")
        case 413: return AirlockError(.limitExceeded, "the body is over 1 MiB")
        default: return AirlockError(.invalidRequest, "the request can't be read: \(known.status)")
        }
    }
}
