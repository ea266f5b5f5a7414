// Preloaded into the engine by scripts/faults. Counts the calls that change one file system, over all processes of the engine,
// and stops the world before the one that was asked for: what is on the disk then is what a power cut would leave.
//
// CUT_PAGE names a file that holds a `struct page`, shared with the suite. The sandboxed programs are started without our
// environment, so only the engine's own calls count.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

struct page {
    int64_t device;   // st_dev of the file system that is watched
    int64_t cut;      // stop before the call with this number, from 1 on; 0: never
    int64_t count;    // calls so far
    int64_t reached;  // 1 once the world stands still
    int64_t no_sync;  // which syncs do nothing: NO_FSYNC, NO_SYNCFS
    char name[64];    // of the call that was stopped
};

enum { NO_FSYNC = 1, NO_SYNCFS = 2 };

static struct page *page;

__attribute__((constructor)) static void map_page(void) {
    const char *path = getenv("CUT_PAGE");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0) return;
    void *found = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (found != MAP_FAILED) page = found;
}

static void count(const char *name) {
    int64_t number = __atomic_add_fetch(&page->count, 1, __ATOMIC_SEQ_CST);
    if (number != __atomic_load_n(&page->cut, __ATOMIC_SEQ_CST)) return;
    strncpy(page->name, name, sizeof page->name - 1);
    __atomic_store_n(&page->reached, 1, __ATOMIC_SEQ_CST);
    for (;;) kill(getpid(), SIGSTOP);
}

static void at_device(dev_t device, const char *name) {
    if (page && (int64_t)device == page->device) count(name);
}

static void at_file(int fd, const char *name) {
    int saved = errno;
    struct stat found;
    if (page && fstat(fd, &found) == 0) at_device(found.st_dev, name);
    errno = saved;
}

// What a path names, or the folder that it would be made in.
static void at_path(int folder, const char *path, const char *name) {
    int saved = errno;
    struct stat found;
    char parent[4096];
    if (!page) return;
    if (fstatat(folder, path, &found, 0) == 0) {
        at_device(found.st_dev, name);
    } else if (strlen(path) < sizeof parent) {
        strcpy(parent, path);
        char *slash = strrchr(parent, '/');
        if (slash == parent)
            slash[1] = 0;
        else if (slash)
            *slash = 0;
        else
            strcpy(parent, ".");
        if (fstatat(folder, parent, &found, 0) == 0) at_device(found.st_dev, name);
    }
    errno = saved;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

// What changes a file that is open.
#define ON_FILE(result, name, parameters, arguments, fd) \
    result name parameters {                             \
        at_file(fd, #name);                              \
        return REAL(name) arguments;                     \
    }
// What makes a file durable.
#define SYNC(name, which, parameters, arguments, fd)   \
    int name parameters {                              \
        at_file(fd, #name);                            \
        if (page && page->no_sync & (which)) return 0; \
        return REAL(name) arguments;                   \
    }
#define ON_PATH(result, name, parameters, arguments, folder, path) \
    result name parameters {                                       \
        at_path(folder, path, #name);                              \
        return REAL(name) arguments;                               \
    }

SYNC(fsync, NO_FSYNC, (int fd), (fd), fd)
SYNC(fdatasync, NO_FSYNC, (int fd), (fd), fd)
SYNC(syncfs, NO_SYNCFS, (int fd), (fd), fd)
SYNC(sync_file_range, NO_FSYNC, (int fd, off64_t from, off64_t length, unsigned flags), (fd, from, length, flags), fd)

ON_FILE(ssize_t, write, (int fd, const void *data, size_t length), (fd, data, length), fd)
ON_FILE(ssize_t, pwrite, (int fd, const void *data, size_t length, off_t at), (fd, data, length, at), fd)
ON_FILE(ssize_t, pwrite64, (int fd, const void *data, size_t length, off64_t at), (fd, data, length, at), fd)
ON_FILE(int, ftruncate, (int fd, off_t length), (fd, length), fd)
ON_FILE(int, fallocate, (int fd, int mode, off_t at, off_t length), (fd, mode, at, length), fd)
ON_FILE(int, fchmod, (int fd, mode_t mode), (fd, mode), fd)
ON_FILE(int, fchown, (int fd, uid_t user, gid_t group), (fd, user, group), fd)
ON_FILE(int, fsetxattr, (int fd, const char *key, const void *value, size_t length, int flags), (fd, key, value, length, flags), fd)
ON_FILE(int, futimens, (int fd, const struct timespec times[2]), (fd, times), fd)
ON_FILE(ssize_t, copy_file_range, (int in, off64_t *from, int out, off64_t *to, size_t length, unsigned flags),
        (in, from, out, to, length, flags), out)
ON_FILE(ssize_t, sendfile, (int out, int in, off_t *from, size_t length), (out, in, from, length), out)

ON_PATH(int, mkdir, (const char *path, mode_t mode), (path, mode), AT_FDCWD, path)
ON_PATH(int, mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode), folder, path)
ON_PATH(int, mknodat, (int folder, const char *path, mode_t mode, dev_t device), (folder, path, mode, device), folder, path)
ON_PATH(int, unlink, (const char *path), (path), AT_FDCWD, path)
ON_PATH(int, rmdir, (const char *path), (path), AT_FDCWD, path)
ON_PATH(int, unlinkat, (int folder, const char *path, int flags), (folder, path, flags), folder, path)
ON_PATH(int, rename, (const char *from, const char *to), (from, to), AT_FDCWD, from)
ON_PATH(int, renameat, (int folder, const char *from, int other, const char *to), (folder, from, other, to), folder, from)
ON_PATH(int, renameat2, (int folder, const char *from, int other, const char *to, unsigned flags), (folder, from, other, to, flags),
        folder, from)
ON_PATH(int, link, (const char *from, const char *to), (from, to), AT_FDCWD, to)
ON_PATH(int, linkat, (int folder, const char *from, int other, const char *to, int flags), (folder, from, other, to, flags), other, to)
ON_PATH(int, symlinkat, (const char *target, int folder, const char *path), (target, folder, path), folder, path)
ON_PATH(int, chmod, (const char *path, mode_t mode), (path, mode), AT_FDCWD, path)
ON_PATH(int, fchmodat, (int folder, const char *path, mode_t mode, int flags), (folder, path, mode, flags), folder, path)
ON_PATH(int, fchownat, (int folder, const char *path, uid_t user, gid_t group, int flags), (folder, path, user, group, flags), folder,
        path)
ON_PATH(int, setxattr, (const char *path, const char *key, const void *value, size_t length, int flags),
        (path, key, value, length, flags), AT_FDCWD, path)

int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *options) {
    if (page && type && strcmp(type, "overlay") == 0) count("mount");
    return REAL(mount)(source, target, type, flags, options);
}

int umount2(const char *target, int flags) {
    if (page) count("umount2");
    return REAL(umount2)(target, flags);
}

static int opened(int fd, int flags, const char *name) {
    // After the call, because only then is there something to ask for its file system; an empty file, at worst.
    if (fd >= 0 && flags & (O_CREAT | O_TRUNC)) at_file(fd, name);
    return fd;
}

#define OPEN(name, real)                                                        \
    int name(const char *path, int flags, ...) {                                \
        va_list rest;                                                           \
        va_start(rest, flags);                                                  \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest);                                                           \
        return opened(REAL(real)(path, flags, mode), flags, #name);             \
    }
#define OPEN_AT(name, real)                                                     \
    int name(int folder, const char *path, int flags, ...) {                    \
        va_list rest;                                                           \
        va_start(rest, flags);                                                  \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest);                                                           \
        return opened(REAL(real)(folder, path, flags, mode), flags, #name);     \
    }
OPEN(open, open)
OPEN(open64, open64)
OPEN_AT(openat, openat)
OPEN_AT(openat64, openat64)

// The engine makes openat2 by number, which the C library has no function for.
long syscall(long number, ...) {
    va_list rest;
    long a[6];
    va_start(rest, number);
    for (int i = 0; i < 6; i++) a[i] = va_arg(rest, long);
    va_end(rest);
    if (number == SYS_syncfs && page && page->no_sync & NO_SYNCFS) return 0;
    if (number == SYS_renameat2 || number == SYS_linkat || number == SYS_unlinkat)
        at_path((int)a[0], (const char *)a[1], "syscall");
    long result = REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    if (number == SYS_openat2) opened((int)result, (int)((const struct open_how *)a[2])->flags, "openat2");
    return result;
}
