"""Ways into the kernel and to more privilege: kernel.py calls|mounts|namespaces|tracing|sockets|other_tables|privileges|devices|terminal"""

import ctypes
import errno
import fcntl
import mmap
import os
import platform
import shutil
import signal
import socket
import stat
import subprocess
import sys

from verdict import Attempts, only_inside

LIBC = ctypes.CDLL(None, use_errno=True)
X86 = platform.machine() == "x86_64"
# name: numbers on x86_64 and aarch64 (None: it has none), and arguments with which an open kernel would complain of the
# arguments, or do nothing.
CALLS = {
    "mounts": {
        "mount": (165, 40, 0, 0, 0, 0, 0), "umount2": (166, 39, 0, 0), "pivot_root": (155, 41, 0, 0), "chroot": (161, 51, 0),
        "open_tree": (428, 428, -1, 0, 0), "move_mount": (429, 429, -1, 0, -1, 0, 0), "fsopen": (430, 430, 0, 0),
        "fsconfig": (431, 431, -1, 0, 0, 0, 0), "fsmount": (432, 432, -1, 0, 0), "fspick": (433, 433, -1, 0, 0),
        "mount_setattr": (442, 442, -1, 0, 0, 0, 0), "open_by_handle_at": (304, 265, -1, 0, 0),
    },
    "namespaces": {
        "unshare nothing": (272, 97, 0), "unshare user": (272, 97, 0x10000000), "unshare net": (272, 97, 0x40000000),
        "unshare mount": (272, 97, 0x20000), "setns": (308, 268, -1, 0),
        # with CLONE_THREAD and without CLONE_VM, which is invalid
        "clone user": (56, 220, 0x10010011, 0, 0, 0, 0), "clone mount": (56, 220, 0x30011, 0, 0, 0, 0),
        "clone pid": (56, 220, 0x20010011, 0, 0, 0, 0), "clone net": (56, 220, 0x40010011, 0, 0, 0, 0),
        "clone3": (435, 435, 0, 0),
    },
    "tracing": {
        "ptrace attach": (101, 117, 16, 0, 0, 0), "ptrace seize": (101, 117, 0x4206, 0, 0, 0),
        "process_vm_readv": (310, 270, 1, 0, 0, 0, 0, 0), "process_vm_writev": (311, 271, 1, 0, 0, 0, 0, 0),
        "kcmp": (312, 272, 1, 1, 99, 0, 0), "pidfd_getfd": (438, 438, -1, 0, 0),
        "perf_event_open": (298, 241, 0, 0, -1, -1, 0),
    },
    "calls": {
        "bpf": (321, 280, 0, 0, 0), "userfaultfd": (323, 282, 1 << 20), "io_uring_setup": (425, 425, 1, 0),
        "io_uring_enter": (426, 426, -1, 0, 0, 0, 0), "io_uring_register": (427, 427, -1, 0, 0, 0),
        "add_key": (248, 217, 0, 0, 0, 0, 0), "request_key": (249, 218, 0, 0, 0, 0), "keyctl": (250, 219, 0, 0, 0, 0, 0),
        "init_module": (175, 105, 0, 0, 0), "finit_module": (313, 273, -1, 0, 0), "delete_module": (176, 106, 0, 0),
        "kexec_load": (246, 104, 0, 0, 0, -1), "kexec_file_load": (320, 294, -1, -1, 0, 0, -1),
        "reboot": (169, 142, 0, 0, 0, 0), "swapon": (167, 224, 0, 0), "swapoff": (168, 225, 0), "acct": (163, 89, 1),
        "quotactl": (179, 60, 0, 0, 0, 0), "quotactl_fd": (443, 443, -1, 0, 0, 0), "syslog": (103, 116, 3, 0, 0),
        "settimeofday": (164, 170, 1, 1), "clock_settime": (227, 112, 0, 0), "clock_adjtime": (305, 266, 0, 0),
        "fanotify_init": (300, 262, 0, 0), "iopl": (172, None, 3), "ioperm": (173, None, 0, 1, 1),
        "modify_ldt": (154, None, 9, 0, 0), "lookup_dcookie": (212, 18, 0, 0, 0),
    },
}


def call(number, *arguments):
    ctypes.set_errno(0)
    result = LIBC.syscall(ctypes.c_long(number), *(ctypes.c_long(argument) for argument in arguments))
    error = ctypes.get_errno()
    if result < 0 and error in (errno.EPERM, errno.ENOSYS):
        return None
    return f"result {result}" if result >= 0 else "the kernel looked at its arguments: " + errno.errorcode.get(error, str(error))


def table(attempts, name):
    for title, (x86, arm, *arguments) in CALLS[name].items():
        number = x86 if X86 else arm
        if number is not None:
            attempts.expect_refusal(title, lambda: call(number, *arguments))


def sockets(attempts):
    families = {"AF_VSOCK": 40, "AF_ALG": 38, "AF_PACKET": 17, "AF_BLUETOOTH": 31, "AF_CAN": 29, "AF_TIPC": 30, "AF_XDP": 44,
                "AF_KEY": 15, "AF_RDS": 21, "AF_SMC": 43, "AF_QIPCRTR": 42, "AF_NFC": 39, "AF_IUCV": 32, "AF_PHONET": 35,
                "AF_AX25": 3, "AF_X25": 9, "AF_APPLETALK": 5, "AF_KCM": 41, "AF_MCTP": 45}
    for name, number in families.items():
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
            attempts.expect_refusal(f"{name} {int(kind)}", lambda: socket.socket(number, kind))
    for protocol in range(1, 23):
        attempts.expect_refusal(f"netlink {protocol}", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol))
    for family in (socket.AF_INET, socket.AF_INET6):
        for protocol in (1, 6, 17, 58, 255):
            attempts.expect_refusal(f"raw {int(family)} {protocol}", lambda: socket.socket(family, socket.SOCK_RAW, protocol))


def other_tables(attempts):
    """The same calls by the numbers of another architecture, which a filter by number alone would let through."""
    if not X86:
        attempts.notes.append("x86_64 only")
        return
    attempts.expect_refusal("x32 getpid", lambda: in_child(lambda: LIBC.syscall(ctypes.c_long(0x40000000 | 39)) > 0))
    attempts.expect_refusal("x32 unshare", lambda: in_child(lambda: LIBC.syscall(ctypes.c_long(0x40000000 | 272), 0) == 0))
    attempts.expect_refusal("i386 getpid", lambda: in_child(lambda: by_interrupt(20) > 0))
    attempts.expect_refusal("i386 unshare", lambda: in_child(lambda: by_interrupt(310) == 0))


def by_interrupt(number):
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    # mov eax, number; xor ebx, ebx; int 0x80; ret
    code.write(b"\xb8" + number.to_bytes(4, "little") + b"\x31\xdb\xcd\x80\xc3")
    address = ctypes.addressof(ctypes.c_char.from_buffer(code))
    return ctypes.CFUNCTYPE(ctypes.c_int)(address)()


def in_child(body):
    """Whether `body` is true in a process of its own; None also if that was killed."""
    child = os.fork()
    if child == 0:
        os._exit(7 if body() else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7 or None


def privileges(attempts):
    attempts.expect_refusal("capabilities", lambda: [line for line in open("/proc/self/status") if line.startswith("Cap")
                                                     and int(line.split()[1], 16) != 0] or None)
    attempts.expect_refusal("setuid 0", lambda: os.setuid(0) or True)
    attempts.expect_refusal("setresuid 0", lambda: os.setresuid(0, 0, 0) or True)
    attempts.expect_refusal("setgid 0", lambda: os.setgid(0) or True)
    attempts.expect_refusal("setgroups", lambda: os.setgroups([0]) or True)
    attempts.expect_refusal("no_new_privs is off", lambda: LIBC.prctl(39, 0, 0, 0, 0) != 1)
    shutil.copy("/usr/bin/id", "setuid-id")
    for mode in (0o4755, 0o6755, 0o2755):
        os.chmod("setuid-id", mode)
        attempts.expect_refusal(f"a file with mode {mode:o}", lambda: ran(["./setuid-id", "-u"]) == "0")
    attempts.expect_refusal("chown to root", lambda: os.chown("setuid-id", 0, 0) or True)
    attempts.expect_refusal("a file capability", lambda: os.setxattr("setuid-id", "security.capability", bytes(20)) or True)
    attempts.expect_refusal("a mark of the overlay", lambda: os.setxattr(".", "trusted.overlay.opaque", b"y") or True)
    for folder in ("/usr/bin", "/usr/sbin", "/usr/lib", "/usr/libexec"):
        for path in setuid_files(folder):
            attempts.expect_refusal(path, lambda: "uid=0" in ran([path, "-c", "id"]) or None)
    attempts.expect_refusal("sudo", lambda: ran(["sudo", "-n", "id", "-u"]) == "0" or None)


def setuid_files(top):
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            if os.lstat(path).st_mode & (stat.S_ISUID | stat.S_ISGID) and os.path.isfile(path):
                yield path


def ran(argv):
    return subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20).stdout.strip()


def devices(attempts):
    only_inside()
    for name, major, minor in (("mem", 1, 1), ("kmem", 1, 2), ("port", 1, 4), ("disk", 8, 0), ("vda", 252, 0), ("vda", 254, 0),
                               ("loop", 7, 0), ("kvm", 10, 232), ("tun", 10, 200), ("fuse", 10, 229)):
        for folder in (".", "/tmp", "/dev/shm", "/home/agent"):
            path = f"{folder}/node-{name}"
            attempts.expect_refusal(f"mknod {path}", lambda: os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(major, minor)) or True)
            attempts.expect_refusal(f"mknod block {path}", lambda: os.mknod(path, stat.S_IFBLK | 0o666, os.makedev(major, minor)) or True)
    for name in ("mem", "kmem", "port", "kvm", "vda", "sda", "nvme0n1", "loop0", "loop-control", "fuse", "net/tun", "vsock", "vhost-vsock",
                 "vhost-net", "userfaultfd", "mapper/control", "kmsg", "snapshot", "hpet", "nvram", "uinput", "input/event0", "dri/card0",
                 "dri/renderD128", "nvidia0", "bus/usb/001/001", "rtc0", "btrfs-control", "cuse", "ppp", "raw/rawctl", "tty0",
                 "tty1", "ttyS0", "console", "ptp0", "sgx_enclave", "sev", "hwrng", "tpm0", "udmabuf"):
        for flags in (os.O_RDONLY, os.O_RDWR):
            attempts.expect_refusal("/dev/" + name, lambda: os.open("/dev/" + name, flags | os.O_NONBLOCK) or True)


def terminal(attempts):
    """Typing into whatever terminal the server was started from."""
    for path in (0, 1, 2, "/dev/tty", "/dev/console", "/dev/pts/0", "/dev/pts/1", "/dev/ptmx"):
        def push(request, argument):
            file = path if isinstance(path, int) else os.open(path, os.O_RDWR | os.O_NOCTTY)
            return fcntl.ioctl(file, request, argument) is not None
        attempts.expect_refusal(f"TIOCSTI {path}", lambda: push(0x5412, b"x"))
        attempts.expect_refusal(f"TIOCLINUX {path}", lambda: push(0x541C, b"\x03"))
    attempts.expect_refusal("/dev/tty", lambda: os.open("/dev/tty", os.O_RDWR))
    # The filter looks at the low word only, as the kernel does.
    for request in (0x5412, 0x1_0000_5412, 0x541C):
        attempts.expect_refusal(f"ioctl {request:x}", lambda: call(16 if X86 else 29, 0, request, 0))


def signals(attempts, pids):
    """Processes of the host by their numbers there, and everything at once."""
    for pid in pids:
        attempts.expect_refusal(f"signal {pid}", lambda: os.kill(int(pid), 0) or True)
        attempts.expect_refusal(f"pidfd {pid}", lambda: os.pidfd_open(int(pid)))
        attempts.expect_refusal(f"priority {pid}", lambda: os.setpriority(os.PRIO_PROCESS, int(pid), 19) or True)
        attempts.expect_refusal(f"processors {pid}", lambda: os.sched_setaffinity(int(pid), {0}) or True)
    only_inside()
    attempts.expect_refusal("higher priority", lambda: os.setpriority(os.PRIO_PROCESS, 0, -5) or True)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        os.kill(-1, signal.SIGTERM)
    except ProcessLookupError:
        pass  # nobody else is here


if __name__ == "__main__":
    attempts = Attempts()
    if sys.argv[1] in CALLS:
        table(attempts, sys.argv[1])
    elif sys.argv[1] == "signals":
        signals(attempts, sys.argv[2:])
    else:
        globals()[sys.argv[1]](attempts)
    attempts.tell()
