// What both kinds of forked processes do first. Everything here is async-signal-safe: the parent has many threads.
#pragma once

#include "csandbox.h"

enum airlock_step {
    STEP_DONE,
    STEP_DESCRIPTORS,
    STEP_FOLDER,
    STEP_PRIVATE_MOUNTS,
    STEP_STAGE,
    STEP_SOURCE,
    STEP_DROP_USER,
    STEP_NAMESPACES,
    STEP_MAP_USERS,
    STEP_PARENT,
    STEP_OVERLAY,
    STEP_JOIN,
    STEP_FORK,
    STEP_LIMITS,
    STEP_FILTER,
    STEP_EXECUTE,
    STEP_UNMOUNT,
    STEP_SYNC,
    STEP_BUNDLE,
    STEP_LOOPBACK,
    STEP_LISTEN,
};

// Descriptors that a forked process may keep.
#define AIRLOCK_MAXIMUM_KEPT 16

// Moves the `count` descriptors to `first`, `first + 1` …, closes every other one from 3 on, gives 0, 1, 2 to /dev/null,
// resets signals, and starts a session of its own, so that a Ctrl-C at the terminal reaches only the parent.
int airlock_child_begin(const int *descriptors, int count, int first);

// Becomes `uid` and `gid` for good if we are root; else does nothing.
int airlock_child_drop_user(uint32_t uid, uint32_t gid);

// Dies with the thread that forked us. Must come after every change of credentials, which clears it (prctl(2)).
int airlock_child_die_with(pid_t parent);

// What a forked process does with its request; it never returns.
typedef void (*airlock_child_main)(const void *request, int control, pid_t parent);

// Forks a process that runs `run` with its end of a socket pair; ours is put into `control`. Gives its pid, or -errno.
pid_t airlock_child_fork(airlock_child_main run, const void *request, int *control);

void airlock_child_send(int control, int step, int value);

// Sends a message of success with up to AIRLOCK_MAXIMUM_SENT descriptors. Gives 0, or -1 with errno.
int airlock_child_pass(int control, const int *descriptors, size_t count);

// Reports what the processes below a seccomp listener do, without holding any of them back.
struct airlock_observer {
    int listener;
    int report;
    int64_t events;
};

// Installs the observing filter in the calling process. Gives the listener, or -1 where the kernel has none to give.
int airlock_observe_begin(void);

// Handles one notification of the listener.
void airlock_observe_next(struct airlock_observer *observer);

// Puts one event into the report.
void airlock_observe_report(struct airlock_observer *observer, char kind, const char *text, size_t length);
// Enters a mount namespace of its own, in which the request's bundle is written. Returns 0 or -errno.
int airlock_child_enter_bundle(const struct airlock_spawn_request *request);
