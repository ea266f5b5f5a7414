// Thin shims over Linux system calls that Swift can't make by itself: what happens between fork and exec, openat2,
// extended attributes, and a seccomp program. All decisions are taken in Swift.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// One message on a control socket. `step` is 0 for success, else the failed step (see airlock_step_name).
struct airlock_message {
    int32_t step;
    // An errno for a failed step, a wait status for an ended program.
    int32_t value;
    // Of an ended program with all that it started: user and system time, and the most memory that one process had.
    int64_t cpu_microseconds;
    int64_t largest_bytes;
    // How many events were put into the report, or couldn't be; -1 if nothing was observed.
    int64_t events;
};

const char *airlock_step_name(int32_t step);

struct airlock_stage_file {
    const char *path;  // below /tmp of the new mount namespace
    const char *text;
};

// A process that holds a user namespace, a mount namespace and what is mounted in it.
struct airlock_hold_request {
    int layers;                 // folder that the overlay's options are relative to; -1: no overlay
    const char *upper;          // relative to `layers`, for syncfs; NULL without an overlay
    const char *overlay;        // mount options; NULL without an overlay
    const char *root;           // the same of a second one at AIRLOCK_ROOT, whose upper lies on the same disk; NULL without
    const char *const *sources; // host files or folders, bound at /tmp/s/<index>; NULL-terminated
    const char *starter;        // host file, bound at AIRLOCK_STARTER
    const struct airlock_stage_file *files;
    size_t file_count;
    uint32_t uid;               // to become when we are root
    uint32_t gid;
};

#define AIRLOCK_KEEP 1
#define AIRLOCK_FORGET 2
#define AIRLOCK_LISTEN 3

// Where programs find the way out, if there is one: on the loopback of their own network namespace.
#define AIRLOCK_EGRESS_PORT 3128

// Where the overlay is mounted in the holder's mount namespace.
#define AIRLOCK_MOUNT_POINT "/tmp/w"
#define AIRLOCK_ROOT "/tmp/r"
// Where the program that starts all others lies there.
#define AIRLOCK_STARTER "/tmp/starter"

// Forks the holder from the calling thread, with whose death it dies. Returns its pid, or -errno.
// It sends one message with three file descriptors (user, mount and network namespace) on `*control`, then waits there:
// AIRLOCK_KEEP makes it unmount, sync, send a message and exit, AIRLOCK_FORGET the same without the sync; AIRLOCK_LISTEN makes
// it send a message with one descriptor, a socket that listens at AIRLOCK_EGRESS_PORT in its network namespace, which has no
// other way out; end of file makes it exit at once.
pid_t airlock_hold(const struct airlock_hold_request *request, int *control);

#define AIRLOCK_MAXIMUM_SENT 3

// Receives one message and up to AIRLOCK_MAXIMUM_SENT file descriptors (-1 where there is none) within `milliseconds`.
// Returns 1, 0 at end of file, or -errno (-ETIMEDOUT).
int airlock_receive(int control, struct airlock_message *message, int sent[AIRLOCK_MAXIMUM_SENT], int milliseconds);

#define AIRLOCK_MAXIMUM_CGROUPS 4

// One file or symlink of a bundle.
struct airlock_bundle_entry {
    const char *path;           // relative to the bundle; its folder is `rootfs`, `state` or the bundle itself
    const char *text;           // of a symlink: what it names
    int is_link;
};

// Where a bundle lies, in the mount namespace of the runtime that reads it.
#define AIRLOCK_BUNDLE "/tmp/b"

struct airlock_spawn_request {
    int user_namespace;
    int mount_namespace;
    int network_namespace;
    const char *const *argv;    // argv[0] is the absolute path of bubblewrap or of an OCI runtime
    const char *const *envp;
    int input, output, error;   // become 0, 1, 2
    int status;                 // becomes 4: what says that the program was started
    int report;                 // where events go (struct airlock_event); -1: nothing is observed
    int cgroups[AIRLOCK_MAXIMUM_CGROUPS];  // open cgroup.procs files to enter; -1: none
    const void *filter;         // seccomp program; its descriptor becomes 3
    size_t filter_length;
    uint64_t data_bytes;        // RLIMIT_DATA; 0: unlimited
    uint64_t file_bytes;        // RLIMIT_FSIZE; 0: unlimited
    uint64_t open_files;        // RLIMIT_NOFILE
    uint64_t cpu_seconds;       // RLIMIT_CPU of each process; 0: unlimited
    uint32_t uid;               // to become when we are root
    uint32_t gid;
    // An OCI bundle, written to a tmpfs of its own at AIRLOCK_BUNDLE in a mount namespace of its own, with a /proc of its own.
    const struct airlock_bundle_entry *bundle;
    size_t bundle_count;        // 0: no bundle, no further namespace
    const char *const *hidden;  // folders covered by an empty tmpfs there; NULL-terminated
};

// Bytes of an event's text; longer ones are cut.
#define AIRLOCK_EVENT_BYTES 1000

// One event in the report, written as a whole: `length` bytes of `text` follow the head.
struct airlock_event {
    // 'p': the program's process id; 'x': a path given to execve; 'c': "ADDRESS PORT" given to connect or sendto.
    uint16_t kind;
    uint16_t length;
    char text[AIRLOCK_EVENT_BYTES];
};

// Forks a watcher from the calling thread, with whose death it dies; the program runs below it as the first process of a
// new pid namespace. Returns the watcher's pid, or -errno. On `*control`: a byte (or end of file) kills all that runs, and
// one message comes when all have ended: a wait status, or a failed step.
pid_t airlock_spawn(const struct airlock_spawn_request *request, int *control);

// Writes the seccomp program for this machine's architecture. Returns its length in bytes, 0 if there is none or no room.
size_t airlock_filter(void *buffer, size_t capacity);

// Writes the seccomp program that reports program starts and connections to a listener, and allows everything.
size_t airlock_observing_filter(void *buffer, size_t capacity);

struct airlock_call {
    const char *name;
    uint32_t number;
};

// The system calls that the program refuses with EPERM, whatever their arguments.
const struct airlock_call *airlock_refused_calls(size_t *count);

// open that never leaves `root` and follows no symlink. Returns a descriptor or -errno.
int airlock_open_beneath(int root, const char *path, int flags, int mode);

struct airlock_entry {
    uint32_t mode;              // with the type bits
    int64_t size;
    uint64_t device;
    uint64_t inode;
    uint64_t links;             // names of the same file
    uint64_t blocks;            // of 512 bytes, on the disk
    int64_t modified;           // nanoseconds since 1970
    int is_whiteout;            // an overlay's mark of a deletion
};

// lstat beneath `root` through no symlink. Returns 0 or -errno.
int airlock_stat_beneath(int root, const char *path, struct airlock_entry *entry);

// chmod beneath `root` of what is no symlink. Returns 0 or -errno.
int airlock_chmod_beneath(int root, const char *path, uint32_t mode);

// rename that replaces nothing. Returns 0 or -errno.
int airlock_rename_new(int from_folder, const char *from, int to_folder, const char *to);

// Reads a symlink beneath `root`. Returns its length or -errno.
ssize_t airlock_readlink_beneath(int root, const char *path, char *buffer, size_t capacity);

// Whether an open folder hides what lies below it in older layers.
int airlock_is_opaque(int folder);

// Makes an open folder hide it. Returns 0 or -errno.
int airlock_make_opaque(int folder);

// Copies to an open file or folder what makes it look like another: owner, extended attributes but for the overlay's own
// marks, permission bits, times. Returns 0 or -errno.
int airlock_copy_metadata(int from, int to);

// The extended attribute at `index` of an open file or folder, overlay's own marks left out, in the kernel's order: its name
// with a NUL, and the value. Returns the value's length, -ENODATA past the last, or another -errno.
ssize_t airlock_attribute(int fd, size_t index, char name[256], void *value, size_t capacity);

int airlock_syncfs(int fd);

// pipe2 with O_CLOEXEC. Returns 0 or -errno.
int airlock_pipe(int ends[2]);

// f_type of the file system that holds `fd`; 0 if unknown.
uint64_t airlock_filesystem_type(int fd);

// The version of Landlock that this kernel has; 0 without.
int airlock_landlock_version(void);

// A SHA-256 (FIPS 180-4) in the making.
struct airlock_sha256_state {
    uint32_t state[8];
    uint64_t total;
    uint8_t held[64];
};

void airlock_sha256_begin(struct airlock_sha256_state *hash);
void airlock_sha256_add(struct airlock_sha256_state *hash, const void *bytes, size_t length);
// Lower-case hex, with a NUL. The state is spent.
void airlock_sha256_end(struct airlock_sha256_state *hash, char hex[65]);

// The same of the rest of a file. Returns the bytes read or -errno.
int64_t airlock_sha256(int fd, char hex[65]);

// Adds up what lies below a folder: bytes on the disk (or apparent ones, those of sparse files too) and entries, through no
// symlink; what can't be opened is left out. Stops as soon as either is over its limit. Returns 0 or -errno.
int airlock_usage(
    int folder, int is_apparent, uint64_t byte_limit, uint64_t entry_limit, uint64_t *bytes, uint64_t *entries);
