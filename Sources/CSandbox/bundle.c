#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NUMBER_MOUNT_SETATTR 442
#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif

static int write_entry(const struct airlock_bundle_entry *entry) {
    if (entry->is_link) return symlink(entry->text, entry->path);
    int fd = open(entry->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return -1;
    size_t length = strlen(entry->text), done = 0;
    while (done < length) {
        ssize_t count = write(fd, entry->text + done, length - done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        done += (size_t)count;
    }
    int error = errno;
    close(fd);
    errno = error;
    return done == length ? 0 : -1;
}

// Read-only with all that is mounted there, so that a runtime makes no control groups of its own, which would outlive it.
// Linux before 5.12 can't; a runtime that is no more than an ordinary user rarely may, either.
static void close_tree(const char *path) {
    // struct mount_attr (mount_setattr(2)), which older headers lack: MOUNT_ATTR_RDONLY is the first bit.
    uint64_t attributes[4] = {1, 0, 0, 0};
    syscall(NUMBER_MOUNT_SETATTR, -1, path, AT_RECURSIVE, attributes, sizeof attributes);
}

int airlock_child_enter_bundle(const struct airlock_spawn_request *r) {
    if (r->bundle_count == 0) return 0;
    if (unshare(CLONE_NEWNS) < 0) return -errno;
    // The holder's /proc shows the processes of the host's pid namespace, not those that a runtime starts in ours.
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0) return -errno;
    close_tree("/sys");
    for (size_t i = 0; r->hidden && r->hidden[i]; i++)
        if (mount("tmpfs", r->hidden[i], "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=755,size=4k") < 0
            && errno != ENOENT)
            return -errno;
    if (mount("tmpfs", AIRLOCK_BUNDLE, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=8m") < 0) return -errno;
    if (chdir(AIRLOCK_BUNDLE) < 0 || mkdir("rootfs", 0755) < 0 || mkdir("state", 0700) < 0) return -errno;
    for (size_t i = 0; i < r->bundle_count; i++)
        if (write_entry(&r->bundle[i]) < 0) return -errno;
    return 0;
}
