#define _GNU_SOURCE
#include "starter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// What older headers lack (linux/landlock.h).
#define REFER (1ULL << 13)
#define TRUNCATE (1ULL << 14)
#define SCOPE_ABSTRACT_UNIX_SOCKET (1ULL << 0)
#define SCOPE_SIGNAL (1ULL << 1)

// The attributes of a rule set as of version 6; the kernel takes a beginning of them.
struct attributes {
    uint64_t files;
    uint64_t network;
    uint64_t scoped;
};

enum { VERSION_OF_REFER = 2, VERSION_OF_TRUNCATE = 3, VERSION_OF_SCOPES = 6 };

#define MAKING \
    (LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR \
     | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO \
     | LANDLOCK_ACCESS_FS_MAKE_SYM | REFER)
// Refused everywhere; the kernel lets anybody make the character device 0:0, which an overlay takes for a deletion.
#define DEVICES (LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK)

static int allow(int rules, const char *folder, uint64_t rights) {
    struct landlock_path_beneath_attr rule = {.allowed_access = rights};
    rule.parent_fd = open(folder, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0) return errno == ENOENT ? 0 : -1;
    int result = (int)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(rule.parent_fd);
    return result;
}

int airlock_restrict_writing(const char *const *writable, const char *const *files) {
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    // ENOSYS: not built in; EOPNOTSUPP: switched off at boot.
    if (version < 0) return errno == ENOSYS || errno == EOPNOTSUPP ? 0 : -1;
    if (version < VERSION_OF_REFER) return 0;
    uint64_t writing = LANDLOCK_ACCESS_FS_WRITE_FILE | (version >= VERSION_OF_TRUNCATE ? TRUNCATE : 0);
    struct attributes wanted = {.files = writing | MAKING | DEVICES};
    if (version >= VERSION_OF_SCOPES) wanted.scoped = SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL;
    size_t size = version >= VERSION_OF_SCOPES ? sizeof wanted : offsetof(struct attributes, network);
    int rules = (int)syscall(SYS_landlock_create_ruleset, &wanted, size, 0);
    if (rules < 0) return -1;
    for (; *writable; writable++)
        if (allow(rules, *writable, writing | MAKING) < 0) return -1;
    for (; *files; files++)
        if (allow(rules, *files, writing) < 0) return -1;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return -1;
    int result = (int)syscall(SYS_landlock_restrict_self, rules, 0);
    close(rules);
    return result;
}
