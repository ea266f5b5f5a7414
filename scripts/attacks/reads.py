"""Reads of what belongs to the host: reads.py files|environments|descriptors|tricks|memory CANARY [PATH ...]

CANARY is a text that the host planted in files and in the server's environment. Outside of the sandbox, for control, nothing is
read but what was planted.
"""

import ctypes
import glob
import os
import stat
import sys

from verdict import Attempts, is_inside, only_inside


def read(path, limit=1 << 20):
    with open(path, "rb", buffering=0) as file:
        return file.read(limit) or b""


def holds(path, canary):
    return canary in read(path)


def files(attempts, canary, paths):
    """Each path straight, and by whatever leads to the host's root in a careless sandbox."""
    roots = ["", "/..", "/proc/1/root", "/proc/self/root", "/proc/self/cwd/../../../..", "/proc/1/cwd/../../..",
             "/workspace/../..", "/tmp/../..", "/dev/fd/../../..", "/usr/../..", "/proc/thread-self/root/.."]
    for path in paths:
        for root in roots:
            attempts.expect_refusal(root + path, lambda: holds(root + path, canary))
        link = "link-out"
        for target in (path, ".." * 1 + "/../../../.." + path, "/proc/1/root" + path):
            attempts.expect_refusal("symlink to " + target, lambda: through(link, target, canary))
        attempts.expect_refusal("list " + os.path.dirname(path), lambda: os.path.basename(path) in os.listdir(
            os.path.dirname(path)))
        attempts.expect_refusal("hard link to " + path, lambda: os.link(path, "hard") or True)
        attempts.expect_refusal("write " + path, lambda: os.open(path, os.O_WRONLY | os.O_APPEND))
    if not is_inside():
        return
    for path in ("/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/root/.ssh/id_rsa", "/root/.bash_history"):
        attempts.expect_refusal(path, lambda: len(read(path)))
    # All that can be read at all, but for what every machine has.
    for top in ("/etc", "/home", "/run", "/var", "/tmp", "/srv", "/opt", "/mnt", "/media", "/root", "/boot", "/dev", "/init"):
        for path in walk(top):
            attempts.expect_refusal(path, lambda: holds(path, canary))


def through(link, target, canary):
    if os.path.lexists(link):
        os.unlink(link)
    os.symlink(target, link)
    return holds(link, canary)


def walk(top, most=20000):
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            try:
                if stat.S_ISREG(os.lstat(path).st_mode):
                    yield path
            except OSError:
                pass
            most -= 1
            if most == 0:
                return


def environments(attempts, canary, pids):
    if not is_inside():
        for pid in pids:
            attempts.expect_refusal(f"/proc/{pid}/environ", lambda: canary in read(f"/proc/{pid}/environ"))
        return
    for path in sorted(glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/task/*/environ")
                       + glob.glob("/proc/[0-9]*/cmdline")):
        # Our own command line names the canary.
        if path.endswith("cmdline") and path.split("/")[2] in (str(os.getpid()), str(os.getppid()), "1"):
            continue
        attempts.expect_refusal(path, lambda: canary in read(path))
    attempts.expect_refusal("our own environment", lambda: canary in b"".join(os.environb.values()))
    names = {"PATH", "HOME", "USER", "LANG", "TMPDIR", "TZ", "PYTHONDONTWRITEBYTECODE", "PWD", "OLDPWD", "SHLVL", "_", "LC_CTYPE"}
    foreign = [name for name in os.environ if name not in names and not name.startswith(("GIT_", "AIRLOCK_EGRESS"))
               and name.lower() not in ("http_proxy", "https_proxy", "no_proxy", "all_proxy")]
    attempts.expect_refusal("variables of the host", lambda: foreign or None)


def descriptors(attempts, canary, _):
    """Nothing but the three streams, also in the first process; and the streams lead nowhere."""
    known = os.open("/dev/null", os.O_RDONLY)
    for number in range(3, 4096):
        if number != known:
            attempts.expect_refusal(f"descriptor {number}", lambda: os.fstat(number) and os.readlink(f"/proc/self/fd/{number}"))
    for number in range(3):
        attempts.expect_refusal(f"stream {number} is a file or folder of the host", lambda: stream(number))
    for path in glob.glob("/proc/[0-9]*/fd/*") if is_inside() else []:
        if path.split("/")[2] in (str(os.getpid()), str(os.getppid())):
            continue
        attempts.expect_refusal(path, lambda: os.fstat(os.open(path, os.O_RDONLY | os.O_NONBLOCK)) and opened(path))


def stream(number):
    kind = os.fstat(number).st_mode
    target = os.readlink(f"/proc/self/fd/{number}")
    return None if stat.S_ISFIFO(kind) or target == "/dev/null" else target


def opened(path):
    target = os.readlink(path)
    return None if target.startswith(("pipe:", "anon_inode:", "/dev/null", "/dev/pts")) else target


def tricks(attempts, canary, paths):
    """/proc's magic links and files that stand for the kernel."""
    only_inside()
    for path in ("/proc/1/root/root", "/proc/kcore", "/proc/kmsg", "/dev/mem",
                 "/dev/kmem", "/dev/port", "/proc/1/stack", "/sys/kernel/debug", "/sys/kernel/security",
                 "/sys/fs/cgroup", "/sys/firmware/efi", "/proc/acpi", "/proc/scsi/scsi", "/proc/sched_debug", "/dev/kvm"):
        attempts.expect_refusal("read " + path, lambda: os.listdir(path) or None if os.path.isdir(path) else read(path, 64) or None)
    for path in ("/proc/self/exe", "/proc/1/exe", "/usr/bin/python3", "/usr/bin/bwrap", "/usr/bin/env", "/bin/sh", "/lib/ld.so"):
        attempts.expect_refusal("overwrite " + path, lambda: os.open(path, os.O_WRONLY))
    for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/kernel/hostname", "/proc/sysrq-trigger",
                 "/proc/sys/vm/overcommit_memory", "/proc/sys/fs/binfmt_misc/register", "/proc/sys/kernel/randomize_va_space",
                 "/proc/sys/net/ipv4/ip_forward", "/proc/sys/kernel/unprivileged_userns_clone", "/sys/kernel/uevent_helper",
                 "/sys/fs/cgroup/release_agent", "/sys/fs/cgroup/cgroup.procs", "/sys/kernel/mm/transparent_hugepage/enabled",
                 "/proc/self/uid_map", "/proc/self/gid_map", "/proc/self/setgroups"):
        attempts.expect_refusal("open for writing " + path, lambda: written(path))
    for path in ("/usr/x", "/etc/x", "/x", "/dev/x", "/bin/x", "/proc/x", "/sys/x", "/usr/lib/python3/x"):
        attempts.expect_refusal("make " + path, lambda: os.open(path, os.O_WRONLY | os.O_CREAT))
    # The first process in here belongs to the same user, who may write its memory: it must be no stronger than we are.
    attempts.expect_refusal("a first process with more privilege", lambda: confinement("self") != confinement(1) or None)
    attempts.expect_refusal("more mounts than our own", lambda: foreign_mounts(canary, paths))


def confinement(process):
    words = ("Cap", "NoNewPrivs", "Seccomp:", "Uid")
    return [line for line in open(f"/proc/{process}/status") if line.startswith(words)]


def written(path):
    """Whether the kernel lets us write, not merely open: uid_map may be opened by anybody."""
    file = os.open(path, os.O_WRONLY)
    if not path.endswith(("_map", "setgroups")):
        return f"descriptor {file}"
    return os.write(file, b"deny" if path.endswith("setgroups") else b"0 0 4294967295") > 0


def foreign_mounts(canary, paths):
    found = [line for line in open("/proc/self/mountinfo") if any(path in line for path in paths if len(path) > 1)]
    return found or None


def memory(attempts, canary, paths):
    """System V shared memory and message queues that the host made under known keys."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.shmat.restype = ctypes.c_void_p
    for key in paths:
        def attach():
            segment = libc.shmget(int(key), 0, 0)
            return segment if segment >= 0 else None
        attempts.expect_refusal("shared memory " + key, attach)
    attempts.expect_refusal("files in /dev/shm", lambda: os.listdir("/dev/shm") or None)


if __name__ == "__main__":
    attempts = Attempts()
    globals()[sys.argv[1]](attempts, sys.argv[2].encode(), sys.argv[3:])
    attempts.tell()
