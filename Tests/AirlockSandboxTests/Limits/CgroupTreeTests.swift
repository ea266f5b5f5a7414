import Testing

@testable import AirlockSandbox

@Suite struct CgroupTreeTests {
    @Test func `the places of both versions are read, also through a part of the hierarchy`() {
        let mounts = """
            25 30 0:22 / /sys/fs/cgroup/unified rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate
            26 30 0:23 / /sys/fs/cgroup/memory rw shared:5 - cgroup cgroup rw,memory
            27 30 0:24 /docker/abc /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids
            28 30 0:25 / /sys rw - sysfs sysfs rw
            """
        let groups = "9:pids:/docker/abc/inner\n4:memory:/user.slice\n0::/user.slice/s.scope\n"
        let found = CgroupMount.parse(mounts: mounts, groups: groups)
        #expect(found.map(\.isVersionTwo) == [true, false, false])
        #expect(
            found.map(\.ownFolder) == [
                "/sys/fs/cgroup/unified/user.slice/s.scope", "/sys/fs/cgroup/memory/user.slice",
                "/sys/fs/cgroup/pids/inner",
            ])
    }

    @Test func `a group's maker is in its name`() {
        #expect(RunCgroup.maker(of: "airlock-run-123-ab12") == 123)
        #expect(RunCgroup.maker(of: "airlock-itself") == nil)
        #expect(RunCgroup.maker(of: "system.slice") == nil)
    }
}
