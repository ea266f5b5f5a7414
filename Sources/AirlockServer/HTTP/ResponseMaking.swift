import AirlockAPI
import AirlockCore
import HTTPTypes
import Hummingbird

extension Response {
    static func json(_ value: JSONValue, status: Int = 200) -> Response {
        bytes(value.canonical, type: "application/json", status: status)
    }

    /// - Parameter status: Nil: as the envelope says.
    static func envelope(_ envelope: ToolResponse, status: Int? = nil) -> Response {
        let json =
            (try? JSONValue(encoding: envelope))
            ?? [
                "request_id": .string(envelope.requestID), "status": "error", "output": [:], "logs": [],
                "artifacts": [],
            ]
        return .json(json, status: status ?? envelope.httpStatus)
    }

    static func text(_ text: String, type: String) -> Response { bytes(Array(text.utf8), type: type, status: 200) }

    static func bytes(_ bytes: [UInt8], type: String, status: Int) -> Response {
        Response(
            status: HTTPResponse.Status(code: status), headers: [.contentType: "\(type); charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
