public import AirlockCore
import Synchronization

extension World {
    /// A world for tests: every look at the clock is one second later than the last, ids count (`job_1`, `call_2` …).
    public static func ticking(from start: Timestamp = Timestamp(millisecondsSince1970: 1_767_225_600_000)) -> World {
        let ticks = Counter()
        let ids = Counter()
        return World(
            now: { start.advanced(bySeconds: ticks.next() - 1) }, newID: { prefix in "\(prefix)_\(ids.next())" })
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    /// 1, 2, 3 …
    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
