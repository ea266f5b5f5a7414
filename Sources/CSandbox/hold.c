#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAXIMUM_SOURCES 64
#define CONTROL 3
#define LAYERS 4
#define UPPER 5

struct failure {
    int step;
    int error;
};

static struct failure failed(int step) { return (struct failure){step, errno}; }
static const struct failure none = {0, 0};

static int write_file(const char *path, int flags, const char *text) {
    int fd = open(path, O_WRONLY | O_CLOEXEC | flags, 0644);
    if (fd < 0) return -1;
    size_t length = strlen(text);
    int result = write(fd, text, length) == (ssize_t)length ? 0 : -1;
    close(fd);
    return result;
}

// Binds an open file or folder below /tmp.
static struct failure bind_source(int opened, const char *target) {
    char source[40];
    struct stat found;
    snprintf(source, sizeof source, "/proc/self/fd/%d", opened);
    if (fstat(opened, &found) < 0) return failed(STEP_SOURCE);
    if (S_ISDIR(found.st_mode) ? mkdir(target, 0755) < 0 : write_file(target, O_CREAT | O_EXCL, "") < 0)
        return failed(STEP_STAGE);
    if (mount(source, target, NULL, MS_BIND | MS_REC, NULL) < 0) return failed(STEP_SOURCE);
    close(opened);
    return none;
}

// Puts what the sandbox will see of the host under one roof, in a tmpfs over /tmp. Sources are opened before it hides
// those that lie below /tmp, and bound by descriptor, so that a folder that only root may traverse can be passed on.
static struct failure stage(const struct airlock_hold_request *r) {
    int opened[MAXIMUM_SOURCES];
    int count = 0;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) return failed(STEP_PRIVATE_MOUNTS);
    int starter = open(r->starter, O_PATH | O_CLOEXEC);
    if (starter < 0) return failed(STEP_SOURCE);
    for (; r->sources[count]; count++) {
        if (count == MAXIMUM_SOURCES) return (struct failure){STEP_SOURCE, E2BIG};
        opened[count] = open(r->sources[count], O_PATH | O_CLOEXEC);
        if (opened[count] < 0) return failed(STEP_SOURCE);
    }
    if (mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m") < 0) return failed(STEP_STAGE);
    if (mkdir("/tmp/s", 0755) < 0 || mkdir("/tmp/w", 0755) < 0 || mkdir("/tmp/etc", 0755) < 0
        || mkdir("/tmp/etc/alternatives", 0755) < 0 || mkdir(AIRLOCK_BUNDLE, 0755) < 0
        || mkdir(AIRLOCK_ROOT, 0755) < 0)
        return failed(STEP_STAGE);
    for (size_t i = 0; i < r->file_count; i++)
        if (write_file(r->files[i].path, O_CREAT | O_EXCL, r->files[i].text) < 0) return failed(STEP_STAGE);
    struct failure f = bind_source(starter, AIRLOCK_STARTER);
    for (int i = 0; i < count && !f.step; i++) {
        char target[40];
        snprintf(target, sizeof target, "/tmp/s/%d", i);
        f = bind_source(opened[i], target);
    }
    return f;
}

// Inside we are user 0 of the new namespace: one outer user, one inner user, nobody else.
static struct failure map_users(uint32_t uid, uint32_t gid) {
    char users[32], groups[32];
    snprintf(users, sizeof users, "0 %u 1\n", uid);
    snprintf(groups, sizeof groups, "0 %u 1\n", gid);
    // /proc/self belongs to root while we can't be dumped; while we can, nobody but our own user may look.
    if (prctl(PR_SET_DUMPABLE, 1) < 0) return failed(STEP_MAP_USERS);
    if (write_file("/proc/self/setgroups", 0, "deny") < 0 && errno != ENOENT) return failed(STEP_MAP_USERS);
    if (write_file("/proc/self/uid_map", 0, users) < 0 || write_file("/proc/self/gid_map", 0, groups) < 0)
        return failed(STEP_MAP_USERS);
    if (prctl(PR_SET_DUMPABLE, 0) < 0) return failed(STEP_MAP_USERS);
    return none;
}

// The only device of the new network namespace.
static int raise_loopback(void) {
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int result = fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) < 0 ? -1 : 0;
    int error = errno;
    if (fd >= 0) close(fd);
    errno = error;
    return result;
}

static struct failure enter(const struct airlock_hold_request *r, pid_t parent) {
    struct failure f = none;
    int error;
    int is_root = geteuid() == 0;
    // Before any unshare: the kernel moves the working folder along into each copy of the mounts, and the overlay takes
    // its folders from there even where the path to them is closed to the user we become.
    if (r->layers >= 0 && fchdir(LAYERS) < 0) return failed(STEP_FOLDER);
    if (is_root) {
        if (unshare(CLONE_NEWNS) < 0) return failed(STEP_NAMESPACES);
        if ((f = stage(r)).step) return f;
        if ((error = airlock_child_drop_user(r->uid, r->gid)) < 0) return (struct failure){STEP_DROP_USER, -error};
    }
    uint32_t uid = geteuid(), gid = getegid();
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) < 0) return failed(STEP_NAMESPACES);
    if ((f = map_users(uid, gid)).step) return f;
    if ((error = airlock_child_die_with(parent)) < 0) return (struct failure){STEP_PARENT, -error};
    if (is_root) {
        if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) return failed(STEP_PRIVATE_MOUNTS);
    } else if ((f = stage(r)).step) {
        return f;
    }
    if (raise_loopback() < 0) return failed(STEP_LOOPBACK);
    // Opened before anything is written, so that syncfs also reports what failed to reach the disk meanwhile (syncfs(2)).
    if (r->overlay) {
        int upper = open(r->upper, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (upper < 0 || (upper != UPPER && dup3(upper, UPPER, O_CLOEXEC) < 0)) return failed(STEP_SYNC);
        if (upper != UPPER) close(upper);
    }
    if (r->overlay && mount("overlay", AIRLOCK_MOUNT_POINT, "overlay", MS_NOSUID | MS_NODEV, r->overlay) < 0)
        return failed(STEP_OVERLAY);
    if (r->root && mount("overlay", AIRLOCK_ROOT, "overlay", MS_NOSUID | MS_NODEV, r->root) < 0)
        return failed(STEP_OVERLAY);
    return none;
}

static int send_namespaces(void) {
    static const char *const paths[] = {"/proc/self/ns/user", "/proc/self/ns/mnt", "/proc/self/ns/net"};
    int sent[3];
    for (int i = 0; i < 3; i++)
        if ((sent[i] = open(paths[i], O_RDONLY | O_CLOEXEC)) < 0) return -1;
    int result = airlock_child_pass(CONTROL, sent, 3);
    for (int i = 0; i < 3; i++) close(sent[i]);
    return result;
}

// A socket belongs to the network namespace that it was made in, whoever accepts from it.
static int send_listener(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(AIRLOCK_EGRESS_PORT)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int one = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int result = -1;
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0
        && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, 128) == 0)
        result = airlock_child_pass(CONTROL, &fd, 1);
    int error = errno;
    if (fd >= 0) close(fd);
    errno = error;
    return result;
}

static int is_empty(int folder) {
    // struct linux_dirent64, whose length stands at byte 16 (getdents(2)). An empty folder has two names.
    char entries[1024] __attribute__((aligned(8)));
    lseek(folder, 0, SEEK_SET);
    long count = syscall(SYS_getdents64, folder, entries, sizeof entries);
    int names = 0;
    for (long at = 0; at < count; names++) {
        unsigned short length;
        memcpy(&length, entries + at + 16, sizeof length);
        at += length;
    }
    return count > 0 && names <= 2;
}

// Never lazy: EBUSY means that something still runs in it, and then the layer isn't quiet.
static struct failure finish(const struct airlock_hold_request *r, int keep) {
    if (!r->overlay) return none;
    if (r->root && umount2(AIRLOCK_ROOT, UMOUNT_NOFOLLOW) < 0) return failed(STEP_UNMOUNT);
    if (umount2(AIRLOCK_MOUNT_POINT, UMOUNT_NOFOLLOW) < 0) return failed(STEP_UNMOUNT);
    if (keep && (r->root || !is_empty(UPPER)) && syncfs(UPPER) < 0) return failed(STEP_SYNC);
    return none;
}

static _Noreturn void hold(const void *request, int control, pid_t parent) {
    const struct airlock_hold_request *r = request;
    int kept[2] = {control, r->layers};
    int error = airlock_child_begin(kept, 2, CONTROL);
    if (error < 0) {
        airlock_child_send(control, STEP_DESCRIPTORS, -error);
        _exit(1);
    }
    struct failure f = enter(r, parent);
    if (!f.step && send_namespaces() < 0) f = failed(STEP_DESCRIPTORS);
    if (f.step) {
        airlock_child_send(CONTROL, f.step, f.error);
        _exit(1);
    }
    for (;;) {
        char byte;
        ssize_t count = recv(CONTROL, &byte, 1, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count != 1) _exit(0);
        if (byte != AIRLOCK_LISTEN) {
            f = finish(r, byte == AIRLOCK_KEEP);
            airlock_child_send(CONTROL, f.step, f.error);
            _exit(0);
        }
        if (send_listener() < 0) airlock_child_send(CONTROL, STEP_LISTEN, errno);
    }
}

pid_t airlock_hold(const struct airlock_hold_request *request, int *control) {
    return airlock_child_fork(hold, request, control);
}
