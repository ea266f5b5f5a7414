import AirlockCore
import CSandbox
import Glibc

/// The system-call filter in an OCI runtime's words, which refuses what `filter.c` refuses: names from the same table,
/// conditions on arguments as there. libseccomp compares whole 64-bit arguments, the kernel of some only the low half,
/// so that those are masked.
///
/// Names that the runtime's libseccomp doesn't know are left out by it; then the lack of capabilities is what refuses them.
enum OCISystemCallFilter {
    static var json: JSONValue {
        #if arch(x86_64)
            let architecture = "SCMP_ARCH_X86_64"
        #else
            let architecture = "SCMP_ARCH_AARCH64"
        #endif
        let plain = rule(refused.map(\.name), EPERM)
        return [
            "defaultAction": "SCMP_ACT_ALLOW", "architectures": [.string(architecture)],
            "syscalls": .array([plain, rule(["clone3"], ENOSYS)] + namespaces + terminals + sockets),
        ]
    }

    /// What is refused whatever its arguments, with this architecture's numbers.
    static var refused: [(name: String, number: Int)] {
        var count = 0
        let calls = UnsafeBufferPointer(start: airlock_refused_calls(&count), count: count)
        return calls.map { (String(cString: $0.name), Int($0.number)) }
    }

    /// `clone` with a new namespace (sched.h: NEWNS, then CGROUP, UTS, IPC, USER, PID and NET). There is no condition for
    /// "any of these bits", but rules add up.
    private static var namespaces: [JSONValue] {
        ([0x0002_0000] + (25...30).map { 1 << $0 }).map { bit in
            rule(["clone"], EPERM, [condition(0, "SCMP_CMP_MASKED_EQ", bit, bit)])
        }
    }

    /// TIOCSTI and TIOCLINUX, which type into a terminal.
    private static var terminals: [JSONValue] {
        [0x5412, 0x541c].map { rule(["ioctl"], EPERM, [condition(1, "SCMP_CMP_MASKED_EQ", 0xffff_ffff, $0)]) }
    }

    /// All sockets but unix (1), internet (2, 10) and route netlink (16, 0).
    private static var sockets: [JSONValue] {
        let families = [0] + Array(3...9) + Array(11...15)
        return families.map { rule(["socket"], EAFNOSUPPORT, [condition(0, "SCMP_CMP_EQ", $0)]) } + [
            rule(["socket"], EAFNOSUPPORT, [condition(0, "SCMP_CMP_GT", 16)]),
            rule(["socket"], EAFNOSUPPORT, [condition(0, "SCMP_CMP_EQ", 16), condition(2, "SCMP_CMP_NE", 0)]),
        ]
    }

    private static func rule(_ names: [String], _ number: Int32, _ conditions: [JSONValue] = []) -> JSONValue {
        [
            "names": .array(names.map(JSONValue.string)), "action": "SCMP_ACT_ERRNO",
            "errnoRet": .integer(Int64(number)), "args": .array(conditions),
        ]
    }

    private static func condition(_ index: Int, _ operation: String, _ value: Int, _ second: Int = 0) -> JSONValue {
        [
            "index": .integer(Int64(index)), "op": .string(operation), "value": .integer(Int64(value)),
            "valueTwo": .integer(Int64(second)),
        ]
    }
}
