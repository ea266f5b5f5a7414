#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

const char *airlock_step_name(int32_t step) {
    static const char *const names[] = {
        "nothing", "pass file descriptors", "enter the layers folder", "make mounts private", "mount a staging tmpfs",
        "bind a host folder", "become an ordinary user", "make user and mount namespaces", "map users",
        "bind its life to ours", "mount the overlay", "join namespaces", "fork", "set resource limits",
        "pass the system-call filter", "start the container runtime", "unmount the overlay", "write the layer to disk",
        "write the container's description",
        "set up the loopback", "open the way out",
    };
    return step >= 0 && (size_t)step < sizeof names / sizeof *names ? names[step] : "unknown step";
}

static void reset_signals(void) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++) sigaction(number, &action, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

int airlock_child_begin(const int *descriptors, int count, int first) {
    int high[AIRLOCK_MAXIMUM_KEPT];
    reset_signals();
    setsid();
    umask(022);
    prctl(PR_SET_DUMPABLE, 0);
    // Twice, so that no descriptor is overwritten before it is moved.
    for (int i = 0; i < count; i++) {
        high[i] = descriptors[i] < 0 ? -1 : fcntl(descriptors[i], F_DUPFD_CLOEXEC, 64);
        if (descriptors[i] >= 0 && high[i] < 0) return -errno;
    }
    int null = open("/dev/null", O_RDWR);
    if (null < 0) return -errno;
    for (int i = 0; i < 3; i++)
        if (dup2(null, i) < 0) return -errno;
    for (int i = 0; i < count; i++) {
        // Where nothing is passed, something of the parent's may stand.
        if (high[i] < 0)
            close(first + i);
        else if (dup3(high[i], first + i, O_CLOEXEC) < 0)
            return -errno;
    }
    if (first > 3 && syscall(SYS_close_range, 3, first - 1, 0) < 0) return -errno;
    return syscall(SYS_close_range, first + count, ~0U, 0) < 0 ? -errno : 0;
}

int airlock_child_drop_user(uint32_t uid, uint32_t gid) {
    if (geteuid() != 0) return 0;
    if (setgroups(0, NULL) < 0 || setresgid(gid, gid, gid) < 0 || setresuid(uid, uid, uid) < 0) return -errno;
    return 0;
}

int airlock_child_die_with(pid_t parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0) return -errno;
    return getppid() == parent ? 0 : -ESRCH;
}

void airlock_child_send(int control, int step, int value) {
    struct airlock_message message = {.step = step, .value = value};
    send(control, &message, sizeof message, MSG_NOSIGNAL);
}

int airlock_child_pass(int control, const int *descriptors, size_t count) {
    struct airlock_message message = {0};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(AIRLOCK_MAXIMUM_SENT * sizeof(int))];
    } extra;
    memset(&extra, 0, sizeof extra);
    struct iovec part = {.iov_base = &message, .iov_len = sizeof message};
    struct msghdr whole = {.msg_iov = &part, .msg_iovlen = 1};
    if (count > 0) {
        whole.msg_control = extra.bytes;
        whole.msg_controllen = CMSG_SPACE(count * sizeof(int));
        struct cmsghdr *header = CMSG_FIRSTHDR(&whole);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(count * sizeof(int));
        memcpy(CMSG_DATA(header), descriptors, count * sizeof(int));
    }
    return sendmsg(control, &whole, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

int airlock_receive(int control, struct airlock_message *message, int sent[AIRLOCK_MAXIMUM_SENT], int milliseconds) {
    struct pollfd wait = {.fd = control, .events = POLLIN};
    int ready;
    do ready = poll(&wait, 1, milliseconds);
    while (ready < 0 && errno == EINTR);
    if (ready <= 0) return ready < 0 ? -errno : -ETIMEDOUT;
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(AIRLOCK_MAXIMUM_SENT * sizeof(int))];
    } extra;
    struct iovec part = {.iov_base = message, .iov_len = sizeof *message};
    struct msghdr whole = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = extra.bytes, .msg_controllen = sizeof extra.bytes};
    ssize_t count = recvmsg(control, &whole, MSG_CMSG_CLOEXEC);
    if (count < 0) return errno == ECONNRESET ? 0 : -errno;
    if (count == 0) return 0;
    for (int i = 0; i < AIRLOCK_MAXIMUM_SENT; i++) sent[i] = -1;
    struct cmsghdr *header = CMSG_FIRSTHDR(&whole);
    if (header && header->cmsg_type == SCM_RIGHTS) memcpy(sent, CMSG_DATA(header), header->cmsg_len - CMSG_LEN(0));
    return count == sizeof *message ? 1 : -EPROTO;
}

pid_t airlock_child_fork(airlock_child_main run, const void *request, int *control) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) return -errno;
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) run(request, ends[1], parent);
    int error = errno;
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        return -error;
    }
    *control = ends[0];
    return child;
}
