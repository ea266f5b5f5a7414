// The seccomp program of everything that runs in the sandbox: what is named here is refused, with an error that programs
// know how to live with. Format: linux/filter.h, seccomp(2).
#include "csandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the sandbox knows x86_64 and aarch64"
#endif

// Numbers that older headers lack; the same on all architectures.
#define NUMBER_OPEN_TREE 428
#define NUMBER_MOVE_MOUNT 429
#define NUMBER_FSOPEN 430
#define NUMBER_FSCONFIG 431
#define NUMBER_FSMOUNT 432
#define NUMBER_FSPICK 433
#define NUMBER_CLONE3 435
#define NUMBER_PIDFD_GETFD 438
#define NUMBER_MOUNT_SETATTR 442
#define NUMBER_QUOTACTL_FD 443
#define NUMBER_OPEN_TREE_ATTR 467

// CLONE_NEWNS, CGROUP, UTS, IPC, USER, PID, NET (sched.h).
#define NEW_NAMESPACES 0x7e020000u
// ioctl(2) requests that type into a terminal, whatever its session.
#define REQUEST_TIOCSTI 0x5412u
#define REQUEST_TIOCLINUX 0x541cu
#define X32_BIT 0x40000000u

// By name as well, for runtimes that assemble the filter by themselves.
#define CALL(call) {#call, SYS_##call}
static const struct airlock_call refused[] = {
    CALL(mount), CALL(umount2), CALL(pivot_root), CALL(chroot), {"open_tree", NUMBER_OPEN_TREE},
    {"move_mount", NUMBER_MOVE_MOUNT}, {"fsopen", NUMBER_FSOPEN}, {"fsconfig", NUMBER_FSCONFIG}, {"fsmount", NUMBER_FSMOUNT}, {"fspick", NUMBER_FSPICK},
    {"mount_setattr", NUMBER_MOUNT_SETATTR}, {"open_tree_attr", NUMBER_OPEN_TREE_ATTR},
    CALL(unshare), CALL(setns),
    CALL(ptrace), CALL(process_vm_readv), CALL(process_vm_writev), CALL(kcmp), {"pidfd_getfd", NUMBER_PIDFD_GETFD},
    CALL(bpf), CALL(perf_event_open), CALL(userfaultfd), CALL(fanotify_init), CALL(open_by_handle_at),
    CALL(io_uring_setup), CALL(io_uring_enter), CALL(io_uring_register),
    CALL(add_key), CALL(request_key), CALL(keyctl),
    CALL(init_module), CALL(finit_module), CALL(delete_module), CALL(kexec_load), CALL(kexec_file_load),
    CALL(reboot), CALL(swapon), CALL(swapoff), CALL(acct), CALL(quotactl), {"quotactl_fd", NUMBER_QUOTACTL_FD},
    CALL(syslog), CALL(settimeofday), CALL(clock_settime), CALL(clock_adjtime), CALL(vhangup), CALL(lookup_dcookie),
#if defined(__x86_64__)
    CALL(iopl), CALL(ioperm), CALL(modify_ldt),
#endif
};

const struct airlock_call *airlock_refused_calls(size_t *count) {
    *count = sizeof refused / sizeof *refused;
    return refused;
}

struct program {
    struct sock_filter *next;
    size_t room;
    int overflow;
};

static void emit(struct program *p, uint16_t code, uint32_t k, uint8_t if_true, uint8_t if_false) {
    if (p->room == 0) {
        p->overflow = 1;
        return;
    }
    *p->next++ = (struct sock_filter){.code = code, .jt = if_true, .jf = if_false, .k = k};
    p->room--;
}

static void load(struct program *p, size_t offset) { emit(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0); }
static void give(struct program *p, uint32_t action) { emit(p, BPF_RET | BPF_K, action, 0, 0); }
static void unless_equal(struct program *p, uint32_t value, uint8_t skip) {
    emit(p, BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip);
}

// The low word of an argument; both architectures are little-endian, and the kernel ignores the high word of these.
static size_t argument(int index) { return offsetof(struct seccomp_data, args) + 8 * (size_t)index; }

static void emit_arguments(struct program *p) {
    // clone with a new namespace; clone3 hides its flags behind a pointer, so programs must fall back to clone.
    unless_equal(p, SYS_clone, 4);
    load(p, argument(0));
    emit(p, BPF_JMP | BPF_JSET | BPF_K, NEW_NAMESPACES, 0, 1);
    give(p, SECCOMP_RET_ERRNO | EPERM);
    give(p, SECCOMP_RET_ALLOW);
    unless_equal(p, NUMBER_CLONE3, 1);
    give(p, SECCOMP_RET_ERRNO | ENOSYS);
    unless_equal(p, SYS_ioctl, 5);
    load(p, argument(1));
    emit(p, BPF_JMP | BPF_JEQ | BPF_K, REQUEST_TIOCSTI, 1, 0);
    unless_equal(p, REQUEST_TIOCLINUX, 1);
    give(p, SECCOMP_RET_ERRNO | EPERM);
    give(p, SECCOMP_RET_ALLOW);
    // Unix, internet, and route netlink (getifaddrs) sockets. A network namespace alone doesn't hold back AF_VSOCK.
    unless_equal(p, SYS_socket, 9);
    load(p, argument(0));
    emit(p, BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 5, 0);
    emit(p, BPF_JMP | BPF_JEQ | BPF_K, AF_INET, 4, 0);
    emit(p, BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 3, 0);
    unless_equal(p, AF_NETLINK, 3);
    load(p, argument(2));
    unless_equal(p, 0, 1);
    give(p, SECCOMP_RET_ALLOW);
    give(p, SECCOMP_RET_ERRNO | EAFNOSUPPORT);
}

size_t airlock_filter(void *buffer, size_t capacity) {
    struct program p = {.next = buffer, .room = capacity / sizeof(struct sock_filter)};
    load(&p, offsetof(struct seccomp_data, arch));
    emit(&p, BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCHITECTURE, 1, 0);
    give(&p, SECCOMP_RET_KILL_PROCESS);
    load(&p, offsetof(struct seccomp_data, nr));
#if defined(__x86_64__)
    emit(&p, BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1);
    give(&p, SECCOMP_RET_KILL_PROCESS);
#endif
    emit_arguments(&p);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        unless_equal(&p, refused[i].number, 1);
        give(&p, SECCOMP_RET_ERRNO | EPERM);
    }
    give(&p, SECCOMP_RET_ALLOW);
    return p.overflow ? 0 : (size_t)((char *)p.next - (char *)buffer);
}

size_t airlock_observing_filter(void *buffer, size_t capacity) {
    static const uint32_t reported[] = {SYS_execve, SYS_execveat, SYS_connect};
    struct program p = {.next = buffer, .room = capacity / sizeof(struct sock_filter)};
    load(&p, offsetof(struct seccomp_data, arch));
    emit(&p, BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCHITECTURE, 1, 0);
    give(&p, SECCOMP_RET_ALLOW);
    load(&p, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < sizeof reported / sizeof *reported; i++) {
        unless_equal(&p, reported[i], 1);
        give(&p, SECCOMP_RET_USER_NOTIF);
    }
    // sendto of a datagram to an address; on a connected socket there is none.
    unless_equal(&p, SYS_sendto, 5);
    load(&p, argument(4));
    unless_equal(&p, 0, 2);
    load(&p, argument(4) + 4);
    emit(&p, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
    give(&p, SECCOMP_RET_USER_NOTIF);
    give(&p, SECCOMP_RET_ALLOW);
    return p.overflow ? 0 : (size_t)((char *)p.next - (char *)buffer);
}
