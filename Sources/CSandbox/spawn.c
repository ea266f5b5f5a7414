#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Where the watcher keeps its descriptors: clear of 0 to 4, which the program gets.
enum { CONTROL = 10, USER_NAMESPACE, MOUNT_NAMESPACE, INPUT, OUTPUT, ERROR, STATUS, KEPT = 7 };

static _Noreturn void fail(int step, int error) {
    airlock_child_send(CONTROL, step, error);
    _exit(1);
}

static int limit(int resource, uint64_t value) {
    if (value == 0) return 0;
    struct rlimit both, now;
    if (getrlimit(resource, &now) < 0) return -1;
    both.rlim_cur = both.rlim_max = value < now.rlim_max ? value : now.rlim_max;
    return setrlimit(resource, &both);
}

// Descriptor 3 of the program-to-be: bubblewrap reads the filter from there to its end.
static int pass_filter(const struct airlock_spawn_request *r) {
    int fd = memfd_create("filter", MFD_CLOEXEC);
    if (fd < 0 || write(fd, r->filter, r->filter_length) != (ssize_t)r->filter_length) return -1;
    if (lseek(fd, 0, SEEK_SET) < 0) return -1;
    if (fd == 3) return fcntl(fd, F_SETFD, 0);
    return dup2(fd, 3) < 0 ? -1 : 0;
}

static _Noreturn void become_program(const struct airlock_spawn_request *r, int watcher) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0) fail(STEP_PARENT, errno);
    // getppid is 0 in a new pid namespace: ask the watcher's descriptor whether it died before that call.
    struct pollfd ended = {.fd = watcher, .events = POLLIN};
    if (poll(&ended, 1, 0) != 0) _exit(1);
    int error = airlock_child_enter_bundle(r);
    if (error < 0) fail(STEP_BUNDLE, -error);
    struct rlimit no_core = {0, 0};
    if (setrlimit(RLIMIT_CORE, &no_core) < 0 || limit(RLIMIT_NOFILE, r->open_files) < 0
        || limit(RLIMIT_DATA, r->data_bytes) < 0 || limit(RLIMIT_FSIZE, r->file_bytes) < 0)
        fail(STEP_LIMITS, errno);
    if (pass_filter(r) < 0) fail(STEP_FILTER, errno);
    if (dup2(INPUT, 0) < 0 || dup2(OUTPUT, 1) < 0 || dup2(ERROR, 2) < 0 || dup2(STATUS, 4) < 0)
        fail(STEP_DESCRIPTORS, errno);
    execve(r->argv[0], (char *const *)r->argv, (char *const *)r->envp);
    fail(STEP_EXECUTE, errno);
}

static _Noreturn void watch(pid_t program, int descriptor) {
    struct pollfd waits[2] = {{.fd = CONTROL, .events = POLLIN}, {.fd = descriptor, .events = POLLIN}};
    for (;;) {
        if (poll(waits, 2, -1) < 0) continue;
        if (waits[0].revents) {
            char byte;
            // A byte left unread would turn our last message into ECONNRESET.
            recv(CONTROL, &byte, 1, MSG_DONTWAIT);
            kill(program, SIGKILL);
            waits[0].fd = -1;
        }
        if (waits[1].revents) break;
    }
    // The first process of a pid namespace is only reaped when all others in it are gone.
    int status = 0;
    while (waitpid(program, &status, 0) < 0 && errno == EINTR) {}
    airlock_child_send(CONTROL, 0, status);
    _exit(0);
}

static _Noreturn void start(const void *request, int control, pid_t parent) {
    const struct airlock_spawn_request *r = request;
    int kept[KEPT] = {control, r->user_namespace, r->mount_namespace, r->input, r->output, r->error, r->status};
    int error = airlock_child_begin(kept, KEPT, CONTROL);
    if (error < 0) {
        airlock_child_send(control, STEP_DESCRIPTORS, -error);
        _exit(1);
    }
    if ((error = airlock_child_drop_user(r->uid, r->gid)) < 0) fail(STEP_DROP_USER, -error);
    if (setns(USER_NAMESPACE, CLONE_NEWUSER) < 0 || setns(MOUNT_NAMESPACE, CLONE_NEWNS) < 0) fail(STEP_JOIN, errno);
    if ((error = airlock_child_die_with(parent)) < 0) fail(STEP_PARENT, -error);
    if (unshare(CLONE_NEWPID) < 0) fail(STEP_NAMESPACES, errno);
    int watcher = (int)syscall(SYS_pidfd_open, getpid(), 0);
    if (watcher < 0) fail(STEP_FORK, errno);
    pid_t program = fork();
    if (program < 0) fail(STEP_FORK, errno);
    if (program == 0) become_program(r, watcher);
    int descriptor = (int)syscall(SYS_pidfd_open, program, 0);
    if (descriptor < 0) {
        error = errno;
        kill(program, SIGKILL);
        fail(STEP_FORK, error);
    }
    for (int fd = USER_NAMESPACE; fd < CONTROL + KEPT; fd++) close(fd);
    watch(program, descriptor);
}

pid_t airlock_spawn(const struct airlock_spawn_request *request, int *control) {
    return airlock_child_fork(start, request, control);
}
