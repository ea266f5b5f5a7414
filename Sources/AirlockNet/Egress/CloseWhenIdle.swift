import NIOCore

/// Ends a connection over which nothing has moved.
final class CloseWhenIdle: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }
}

extension Channel {
    /// To be called on the channel's event loop, before anything else is added.
    func closeWhenIdle(for limit: Duration) throws {
        try pipeline.syncOperations.addHandlers(IdleStateHandler(allTimeout: TimeAmount(limit)), CloseWhenIdle())
    }
}
