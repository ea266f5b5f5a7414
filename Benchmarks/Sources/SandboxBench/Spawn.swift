import Glibc

/// Starts host programs plainly, as a peer would be used.
enum Spawn {
    struct Ended: Sendable {
        /// 128 + signal number for one that a signal ended; 127 for one that couldn't be started.
        let status: Int32
        let duration: Duration
        /// The first 4 KiB of what it said, both streams.
        let said: String
    }

    /// Runs one program to its end, with an empty input.
    static func run(_ argv: [String]) -> Ended {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return Ended(status: 127, duration: .zero, said: "no pipe") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for stream: Int32 in [1, 2] { posix_spawn_file_actions_adddup2(&actions, ends[1], stream) }
        for end in ends { posix_spawn_file_actions_addclose(&actions, end) }
        let words = argv.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        let clock = ContinuousClock()
        let start = clock.now
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, argv[0], &actions, nil, words, environ)
        close(ends[1])
        defer { close(ends[0]) }
        guard failure == 0 else {
            return Ended(status: 127, duration: .zero, said: "\(argv[0]): \(String(cString: strerror(failure)))")
        }
        let said = readAll(ends[0])
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let code = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
        return Ended(status: code, duration: start.duration(to: clock.now), said: said)
    }

    private static func readAll(_ end: Int32) -> String {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(end, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            if bytes.count < 4096 { bytes += chunk[..<count] }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
