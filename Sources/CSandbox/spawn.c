#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Where the watcher keeps its descriptors: clear of 0 to 4, which the program gets.
enum {
    CONTROL = 10, USER_NAMESPACE, MOUNT_NAMESPACE, NETWORK_NAMESPACE, INPUT, OUTPUT, ERROR, STATUS, REPORT, CGROUPS,
    KEPT = CGROUPS - CONTROL + AIRLOCK_MAXIMUM_CGROUPS,
};
_Static_assert(KEPT <= AIRLOCK_MAXIMUM_KEPT, "airlock_child_begin has room for them");

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

static int enter_cgroups(const struct airlock_spawn_request *r) {
    for (int i = 0; i < AIRLOCK_MAXIMUM_CGROUPS; i++)
        if (r->cgroups[i] >= 0 && write(CGROUPS + i, "0", 1) != 1) return -1;
    return 0;
}

// Tells the watcher's end of `observing` which listener to mind, or that there is none.
static void begin_observing(int observing) {
    int listener = airlock_observe_begin();
    airlock_child_pass(observing, &listener, listener < 0 ? 0 : 1);
    if (listener >= 0) close(listener);
    close(observing);
}

static _Noreturn void become_program(const struct airlock_spawn_request *r, int watcher, int observing) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0) fail(STEP_PARENT, errno);
    // getppid is 0 in a new pid namespace: ask the watcher's descriptor whether it died before that call.
    struct pollfd ended = {.fd = watcher, .events = POLLIN};
    if (poll(&ended, 1, 0) != 0) _exit(1);
    int error = airlock_child_enter_bundle(r);
    if (error < 0) fail(STEP_BUNDLE, -error);
    struct rlimit no_core = {0, 0};
    if (enter_cgroups(r) < 0 || setrlimit(RLIMIT_CORE, &no_core) < 0 || limit(RLIMIT_NOFILE, r->open_files) < 0
        || limit(RLIMIT_DATA, r->data_bytes) < 0 || limit(RLIMIT_FSIZE, r->file_bytes) < 0
        || limit(RLIMIT_CPU, r->cpu_seconds) < 0)
        fail(STEP_LIMITS, errno);
    if (pass_filter(r) < 0) fail(STEP_FILTER, errno);
    if (dup2(INPUT, 0) < 0 || dup2(OUTPUT, 1) < 0 || dup2(ERROR, 2) < 0 || dup2(STATUS, 4) < 0)
        fail(STEP_DESCRIPTORS, errno);
    if (observing >= 0) begin_observing(observing);
    execve(r->argv[0], (char *const *)r->argv, (char *const *)r->envp);
    fail(STEP_EXECUTE, errno);
}

static int64_t microseconds(struct timeval time) { return (int64_t)time.tv_sec * 1000000 + time.tv_usec; }

static _Noreturn void watch(pid_t program, int descriptor, struct airlock_observer *observer) {
    enum { WORD, END, NOTICE, COUNT };
    struct pollfd waits[COUNT] = {
        [WORD] = {.fd = CONTROL, .events = POLLIN}, [END] = {.fd = descriptor, .events = POLLIN},
        [NOTICE] = {.fd = observer->listener, .events = POLLIN},
    };
    for (;;) {
        if (poll(waits, COUNT, -1) < 0) continue;
        if (waits[WORD].revents) {
            char byte;
            // A byte left unread would turn our last message into ECONNRESET.
            recv(CONTROL, &byte, 1, MSG_DONTWAIT);
            kill(program, SIGKILL);
            waits[WORD].fd = -1;
        }
        if (waits[NOTICE].revents & POLLIN)
            airlock_observe_next(observer);
        else if (waits[NOTICE].revents)
            waits[NOTICE].fd = -1;
        if (waits[END].revents) break;
    }
    // The first process of a pid namespace is only reaped when all others in it are gone, whose use is then in its own.
    struct rusage use = {0};
    struct airlock_message message = {0};
    while (wait4(program, &message.value, 0, &use) < 0 && errno == EINTR) {}
    message.cpu_microseconds = microseconds(use.ru_utime) + microseconds(use.ru_stime);
    message.largest_bytes = (int64_t)use.ru_maxrss * 1024;
    message.events = observer->listener < 0 ? -1 : observer->events;
    send(CONTROL, &message, sizeof message, MSG_NOSIGNAL);
    _exit(0);
}

// Takes the listener from the program-to-be; -1 if it has none, or died before it could say.
static int take_listener(int observing) {
    struct airlock_message message;
    int sent[AIRLOCK_MAXIMUM_SENT] = {-1, -1, -1};
    airlock_receive(observing, &message, sent, -1);
    close(observing);
    return sent[0];
}

static void report_process(struct airlock_observer *observer, pid_t program) {
    char text[16];
    int length = snprintf(text, sizeof text, "%d", program);
    if (observer->report >= 0) airlock_observe_report(observer, 'p', text, (size_t)length);
    observer->events = 0;
}

static _Noreturn void start(const void *request, int control, pid_t parent) {
    const struct airlock_spawn_request *r = request;
    int kept[KEPT] = {control, r->user_namespace, r->mount_namespace, r->network_namespace, r->input, r->output, r->error,
                      r->status, r->report};
    for (int i = 0; i < AIRLOCK_MAXIMUM_CGROUPS; i++) kept[CGROUPS - CONTROL + i] = r->cgroups[i];
    int error = airlock_child_begin(kept, KEPT, CONTROL);
    if (error < 0) {
        airlock_child_send(control, STEP_DESCRIPTORS, -error);
        _exit(1);
    }
    if ((error = airlock_child_drop_user(r->uid, r->gid)) < 0) fail(STEP_DROP_USER, -error);
    if (setns(USER_NAMESPACE, CLONE_NEWUSER) < 0 || setns(MOUNT_NAMESPACE, CLONE_NEWNS) < 0
        || setns(NETWORK_NAMESPACE, CLONE_NEWNET) < 0)
        fail(STEP_JOIN, errno);
    if ((error = airlock_child_die_with(parent)) < 0) fail(STEP_PARENT, -error);
    if (unshare(CLONE_NEWPID) < 0) fail(STEP_NAMESPACES, errno);
    int watcher = (int)syscall(SYS_pidfd_open, getpid(), 0);
    if (watcher < 0) fail(STEP_FORK, errno);
    int observing[2] = {-1, -1};
    if (r->report >= 0 && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, observing) < 0) fail(STEP_FORK, errno);
    pid_t program = fork();
    if (program < 0) fail(STEP_FORK, errno);
    if (program == 0) become_program(r, watcher, observing[1]);
    int descriptor = (int)syscall(SYS_pidfd_open, program, 0);
    if (descriptor < 0) {
        error = errno;
        kill(program, SIGKILL);
        fail(STEP_FORK, error);
    }
    struct airlock_observer observer = {.listener = -1, .report = r->report < 0 ? -1 : REPORT};
    close(observing[1]);
    if (r->report >= 0) observer.listener = take_listener(observing[0]);
    report_process(&observer, program);
    for (int fd = USER_NAMESPACE; fd < CONTROL + KEPT; fd++)
        if (fd != REPORT) close(fd);
    watch(program, descriptor, &observer);
}

pid_t airlock_spawn(const struct airlock_spawn_request *request, int *control) {
    return airlock_child_fork(start, request, control);
}
