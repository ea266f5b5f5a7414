// Looking on, by seccomp's user notification (seccomp_unotify(2)): which programs are started and which addresses are
// connected to. Nothing is decided here: every call goes on, because what was read may change before the kernel reads it.
#define _GNU_SOURCE
#include "child.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

int airlock_observe_begin(void) {
    struct sock_filter filter[32];
    size_t length = airlock_observing_filter(filter, sizeof filter);
    struct sock_fprog program = {.len = (unsigned short)(length / sizeof *filter), .filter = filter};
    // Without no_new_privs, which would keep bubblewrap from nothing it needs, but is not ours to set: we may, being the
    // first user of our namespace.
    return length == 0
        ? -1
        : (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

void airlock_observe_report(struct airlock_observer *observer, char kind, const char *text, size_t length) {
    struct airlock_event event = {.kind = (uint16_t)kind};
    if (length > AIRLOCK_EVENT_BYTES) length = AIRLOCK_EVENT_BYTES;
    event.length = (uint16_t)length;
    memcpy(event.text, text, length);
    observer->events++;
    // Shorter than PIPE_BUF, so whole or not at all; a reader that is slow misses some.
    ssize_t written = write(observer->report, &event, offsetof(struct airlock_event, text) + length);
    (void)written;
}

// As much of `length` bytes as can be read of another process's memory.
static size_t peek(pid_t pid, uint64_t address, void *buffer, size_t length) {
    struct iovec local = {.iov_base = buffer, .iov_len = length};
    struct iovec remote = {.iov_base = (void *)(uintptr_t)address, .iov_len = length};
    ssize_t count = process_vm_readv(pid, &local, 1, &remote, 1, 0);
    return count < 0 ? 0 : (size_t)count;
}

static void report_path(struct airlock_observer *observer, pid_t pid, uint64_t address) {
    char path[AIRLOCK_EVENT_BYTES];
    size_t known = 0;
    // Up to the end of a page at a time: the next one may not be there.
    while (known < sizeof path) {
        size_t part = 4096 - (address + known) % 4096;
        if (part > sizeof path - known) part = sizeof path - known;
        size_t count = peek(pid, address + known, path + known, part);
        char *end = memchr(path + known, 0, count);
        if (end) {
            known = (size_t)(end - path);
            break;
        }
        known += count;
        if (count < part) break;
    }
    if (known > 0) airlock_observe_report(observer, 'x', path, known);
}

static void report_address(struct airlock_observer *observer, pid_t pid, uint64_t address, uint64_t length) {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } found = {0};
    char text[INET6_ADDRSTRLEN], line[INET6_ADDRSTRLEN + 8];
    if (length > sizeof found) length = sizeof found;
    size_t count = peek(pid, address, &found, length);
    const void *host;
    in_port_t port;
    if (found.any.sa_family == AF_INET && count >= sizeof found.v4) {
        host = &found.v4.sin_addr;
        port = found.v4.sin_port;
    } else if (found.any.sa_family == AF_INET6 && count >= offsetof(struct sockaddr_in6, sin6_scope_id)) {
        host = &found.v6.sin6_addr;
        port = found.v6.sin6_port;
    } else {
        return;
    }
    if (!inet_ntop(found.any.sa_family, host, text, sizeof text)) return;
    int written = snprintf(line, sizeof line, "%s %u", text, (unsigned)ntohs(port));
    airlock_observe_report(observer, 'c', line, (size_t)written);
}

void airlock_observe_next(struct airlock_observer *observer) {
    // The kernel's structures may be longer than those that we were built with.
    union {
        struct seccomp_notif notice;
        char room[512];
    } in;
    union {
        struct seccomp_notif_resp answer;
        char room[512];
    } out;
    memset(&in, 0, sizeof in);
    memset(&out, 0, sizeof out);
    // ENOENT: the process was killed meanwhile.
    if (ioctl(observer->listener, SECCOMP_IOCTL_NOTIF_RECV, &in) < 0) return;
    pid_t pid = (pid_t)in.notice.pid;
    const uint64_t *arguments = (const uint64_t *)in.notice.data.args;
    switch (in.notice.data.nr) {
    case SYS_execve: report_path(observer, pid, arguments[0]); break;
    case SYS_execveat: report_path(observer, pid, arguments[1]); break;
    case SYS_connect: report_address(observer, pid, arguments[1], arguments[2]); break;
    case SYS_sendto: report_address(observer, pid, arguments[4], arguments[5]); break;
    default: break;
    }
    out.answer.id = in.notice.id;
    out.answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    ioctl(observer->listener, SECCOMP_IOCTL_NOTIF_SEND, &out);
}
