// The first program of ours inside a container, when everything is mounted: it builds the last walls and becomes the program,
// or, for several, connects them by pipes and waits. Nothing here is decided: all of it stands on the command line.
//
//   airlock-starter [-p PROCESSES] [-w FOLDER]… [-f FOLDER]… [-c FOLDER] [-i] {[-o e|n] [-e o|n] [-n COUNT]}… -- ARGUMENT…
//
//   -p  processes and threads at a time (RLIMIT_NPROC)
//   -w  below it all may be made, changed and deleted; -f  below it files may be written but not made (Landlock)
//   -c  the folder to start in
//   -i  be the first process of the pid namespace: say "started" on descriptor 4, close 3 and 4, run the program as a child
//       and end with it
//   -n  the first COUNT arguments are a program of their own, piped into what follows
//   -o  its output goes where errors go, or to /dev/null; -e  its errors go where output goes, or to /dev/null
//
// Statically linked, so that it runs in whatever root the container has. Ends with 127 for a program that doesn't exist, 126 for
// one that can't run or if a wall can't be built.
#define _GNU_SOURCE
#include "starter.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAXIMUM_FOLDERS = 128, MAXIMUM_PROGRAMS = 64, NOT_RUNNABLE = 126, NOT_FOUND = 127 };

struct order {
    const char *writable[MAXIMUM_FOLDERS + 1];
    const char *files[MAXIMUM_FOLDERS + 1];
    const char *processes;
    const char *folder;
    int is_first;
    struct program {
        int count;
        char output, errors;
    } program[MAXIMUM_PROGRAMS];
    int programs;
    char **arguments;
};

static _Noreturn void refuse(const char *what, const char *name) {
    fprintf(stderr, "%s %s: %s\n", what, name, strerror(errno));
    exit(NOT_RUNNABLE);
}

static void add(const char **list, const char *folder) {
    int count = 0;
    while (list[count]) count++;
    errno = E2BIG;
    if (count == MAXIMUM_FOLDERS) refuse("too many folders at", folder);
    list[count] = folder;
}

static void read_order(struct order *order, int argc, char **argv) {
    int option;
    // '+': the program's own options are not ours.
    while ((option = getopt(argc, argv, "+p:w:f:c:io:e:n:")) != -1) {
        switch (option) {
        case 'p': order->processes = optarg; break;
        case 'w': add(order->writable, optarg); break;
        case 'f': add(order->files, optarg); break;
        case 'c': order->folder = optarg; break;
        case 'i': order->is_first = 1; break;
        case 'o': order->program[order->programs].output = *optarg; break;
        case 'e': order->program[order->programs].errors = *optarg; break;
        case 'n':
            errno = EINVAL;
            if (order->programs == MAXIMUM_PROGRAMS - 1 || atoi(optarg) < 1) refuse("bad count", optarg);
            order->program[order->programs++].count = atoi(optarg);
            break;
        default: exit(NOT_RUNNABLE);
        }
    }
    order->arguments = argv + optind;
    int left = argc - optind;
    for (int i = 0; i < order->programs; i++) left -= order->program[i].count;
    errno = EINVAL;
    if (left < 1) refuse("no program in", argv[0]);
    order->program[order->programs++].count = left;
}

// What the kernel kills first when memory runs out (proc_pid_oom_score_adj(5)). Where that can't be said, nothing is lost.
static void volunteer(void) {
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd < 0) return;
    ssize_t written = write(fd, "1000", 4);
    (void)written;
    close(fd);
}

// Lowers the limit where it counts the processes of this sandbox only: inside its own user namespace (getrlimit(2),
// RLIMIT_NPROC since Linux 5.14).
static void limit_processes(const char *count) {
    struct rlimit now, both;
    if (getrlimit(RLIMIT_NPROC, &now) < 0) refuse("can't limit processes to", count);
    rlim_t wanted = strtoul(count, NULL, 10);
    both.rlim_cur = both.rlim_max = wanted < now.rlim_max ? wanted : now.rlim_max;
    if (setrlimit(RLIMIT_NPROC, &both) < 0) refuse("can't limit processes to", count);
}

static void enter(const char *folder) {
    if (chdir(folder) < 0) refuse("Can't chdir to", folder);
    setenv("PWD", folder, 1);
}

// Where one of the two outputs goes: to the other, nowhere, or where it went.
static int destination(char word, char other, int own, int others) {
    int found = word == 'n' ? open("/dev/null", O_WRONLY) : word == other ? others : own;
    // Clear of 0 to 2, so that setting one doesn't change the other.
    return found < 0 ? -1 : fcntl(found, F_DUPFD_CLOEXEC, 10);
}

static void redirect(const struct program *program) {
    if (!program->output && !program->errors) return;
    int output = destination(program->output, 'e', 1, 2), errors = destination(program->errors, 'o', 2, 1);
    if (output < 0 || errors < 0 || dup2(output, 1) < 0 || dup2(errors, 2) < 0) refuse("can't redirect", "output");
}

static _Noreturn void become(char **argv) {
    execvp(argv[0], argv);
    int error = errno;
    fprintf(stderr, "%s: %s\n", argv[0], error == ENOENT ? "not found" : strerror(error));
    exit(error == ENOENT ? NOT_FOUND : NOT_RUNNABLE);
}

// As a shell says it.
static int exit_status(int status) { return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status); }

// Gives the pid of a child that is `argv`, reading from `input` and writing to `output`, both closed here; or -1.
static pid_t start(const struct program *program, char **argv, int input, int output, int unused) {
    pid_t child = fork();
    if (child == 0) {
        if (unused >= 0) close(unused);
        if (input != 0 && (dup2(input, 0) < 0 || close(input) < 0)) refuse("can't start", argv[0]);
        if (output != 1 && (dup2(output, 1) < 0 || close(output) < 0)) refuse("can't start", argv[0]);
        redirect(program);
        become(argv);
    }
    if (input != 0) close(input);
    if (output != 1) close(output);
    return child;
}

// Starts all programs, then waits for them, and as first process for what they left to it until the last of them has ended.
// Gives the exit status of the last (POSIX.1-2024, XCU 2.9.2).
static int run(struct order *order) {
    pid_t children[MAXIMUM_PROGRAMS];
    int input = 0, failure = 0, last = 0, left = 0;
    char **next = order->arguments;
    for (int i = 0; i < order->programs && !failure; i++) {
        int ends[2] = {-1, 1};
        char **argv = next;
        next += order->program[i].count;
        char *cut = *next;
        *next = NULL;
        if (i + 1 < order->programs && pipe(ends) < 0) failure = errno;
        if (!failure) children[i] = start(&order->program[i], argv, input, ends[1], ends[0]);
        if (!failure && children[i] < 0) failure = errno;
        *next = cut;
        input = ends[0];
        if (!failure) left++;
    }
    if (failure) {
        fprintf(stderr, "can't start the programs: %s\n", strerror(failure));
        return NOT_RUNNABLE;
    }
    // What a finished program has not read must end the one before it, so no end stays open here.
    close(0);
    close(1);
    while (left > 0) {
        int status;
        pid_t ended = wait(&status);
        if (ended < 0 && errno == EINTR) continue;
        if (ended < 0) break;
        for (int i = 0; i < order->programs; i++) {
            if (children[i] != ended) continue;
            left--;
            if (i == order->programs - 1) last = exit_status(status);
        }
    }
    return last;
}

int main(int argc, char **argv) {
    static struct order order;
    read_order(&order, argc, argv);
    volunteer();
    if (order.folder) enter(order.folder);
    if (order.processes) limit_processes(order.processes);
    if (airlock_restrict_writing(order.writable, order.files) < 0) refuse("can't restrict writing by", "Landlock");
    if (order.is_first) {
        if (write(4, "started\n", 8) != 8) refuse("can't say that it", "started");
        close(3);
        close(4);
    }
    if (!order.is_first && order.programs == 1) {
        redirect(order.program);
        become(order.arguments);
    }
    return run(&order);
}
