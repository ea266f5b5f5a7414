#define _GNU_SOURCE
#include "csandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

int airlock_open_beneath(int root, const char *path, int flags, int mode) {
    struct open_how how = {
        .flags = (uint64_t)(uint32_t)(flags | O_CLOEXEC | O_NOFOLLOW),
        .mode = flags & O_CREAT ? (uint64_t)mode : 0,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    int fd;
    do {
        fd = (int)syscall(SYS_openat2, root, *path ? path : ".", &how, sizeof how);
        // EAGAIN: a rename somewhere on the system raced with the look-up (openat2(2)).
    } while (fd < 0 && (errno == EINTR || errno == EAGAIN));
    return fd < 0 ? -errno : fd;
}

int airlock_stat_beneath(int root, const char *path, struct airlock_entry *entry) {
    int fd = airlock_open_beneath(root, path, O_PATH, 0);
    if (fd < 0) return fd;
    struct stat found;
    int result = fstat(fd, &found) < 0 ? -errno : 0;
    close(fd);
    if (result < 0) return result;
    entry->mode = found.st_mode;
    entry->size = found.st_size;
    entry->device = found.st_dev;
    entry->inode = found.st_ino;
    entry->links = found.st_nlink;
    entry->blocks = (uint64_t)found.st_blocks;
    entry->modified = found.st_mtim.tv_sec * 1000000000LL + found.st_mtim.tv_nsec;
    entry->is_whiteout = S_ISCHR(found.st_mode) && found.st_rdev == makedev(0, 0);
    return 0;
}

int airlock_chmod_beneath(int root, const char *path, uint32_t mode) {
    int fd = airlock_open_beneath(root, path, O_PATH, 0);
    if (fd < 0) return fd;
    struct stat found;
    char link[40];
    int result = fstat(fd, &found) < 0 ? -errno : 0;
    if (result == 0 && S_ISLNK(found.st_mode)) result = -ELOOP;
    // fchmod refuses O_PATH descriptors; this names the same file without a second look-up.
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if (result == 0 && chmod(link, mode) < 0) result = -errno;
    close(fd);
    return result;
}

ssize_t airlock_readlink_beneath(int root, const char *path, char *buffer, size_t capacity) {
    int fd = airlock_open_beneath(root, path, O_PATH, 0);
    if (fd < 0) return fd;
    ssize_t length = readlinkat(fd, "", buffer, capacity);
    if (length < 0) length = -errno;
    close(fd);
    return length;
}

int airlock_is_opaque(int folder) {
    char value[4];
    // `userxattr` keeps the overlay's marks in `user.` instead of `trusted.` (kernel, filesystems/overlayfs.rst).
    return fgetxattr(folder, "user.overlay.opaque", value, sizeof value) == 1 && value[0] == 'y';
}

int airlock_make_opaque(int folder) { return fsetxattr(folder, "user.overlay.opaque", "y", 1, 0) < 0 ? -errno : 0; }

// What belongs to the file and not to the layer it lies in. What a program calls `user.overlay.` itself, the overlay keeps as
// `user.overlay.overlay.` (kernel, filesystems/overlayfs.rst, "Nesting overlayfs mounts").
static int is_own(const char *name) {
    if (strncmp(name, "user.overlay.", 13) == 0) return strncmp(name + 13, "overlay.", 8) == 0;
    return strncmp(name, "user.", 5) == 0 || strncmp(name, "system.posix_acl_", 17) == 0;
}

ssize_t airlock_attribute(int fd, size_t index, char name[256], void *value, size_t capacity) {
    char names[65536];  // XATTR_LIST_MAX
    ssize_t length = flistxattr(fd, names, sizeof names);
    if (length < 0) return errno == ENOTSUP ? -ENODATA : -errno;
    for (char *next = names; next < names + length; next += strlen(next) + 1) {
        if (!is_own(next) || index-- > 0) continue;
        snprintf(name, 256, "%s", next);
        ssize_t size = fgetxattr(fd, next, value, capacity);
        return size < 0 ? -errno : size;
    }
    return -ENODATA;
}

int airlock_copy_metadata(int from, int to) {
    struct stat found;
    if (fstat(from, &found) < 0) return -errno;
    if (fchown(to, found.st_uid, found.st_gid) < 0) return -errno;
    char name[256];
    char value[65536];  // XATTR_SIZE_MAX
    for (size_t index = 0;; index++) {
        ssize_t size = airlock_attribute(from, index, name, value, sizeof value);
        if (size == -ENODATA) break;
        if (size < 0) return (int)size;
        if (fsetxattr(to, name, value, (size_t)size, 0) < 0) return -errno;
    }
    if (fchmod(to, found.st_mode & 07777) < 0) return -errno;
    struct timespec times[2] = {found.st_atim, found.st_mtim};
    return futimens(to, times) < 0 ? -errno : 0;
}

int airlock_syncfs(int fd) { return syncfs(fd) < 0 ? -errno : 0; }

uint64_t airlock_filesystem_type(int fd) {
    struct statfs found;
    return fstatfs(fd, &found) < 0 ? 0 : (uint64_t)(uint32_t)found.f_type;
}

int airlock_landlock_version(void) {
    // LANDLOCK_CREATE_RULESET_VERSION (landlock_create_ruleset(2)).
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);
    return version < 0 ? 0 : (int)version;
}

int airlock_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) < 0 ? -errno : 0; }

int airlock_rename_new(int from_folder, const char *from, int to_folder, const char *to) {
    return renameat2(from_folder, from, to_folder, to, RENAME_NOREPLACE) < 0 ? -errno : 0;
}
