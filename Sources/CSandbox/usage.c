#define _GNU_SOURCE
#include "csandbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Folders still to be looked into, by their paths below the first.
struct waiting {
    struct waiting *next;
    char path[];
};

static int push(struct waiting **list, const char *folder, const char *name) {
    size_t above = strlen(folder), length = strlen(name);
    struct waiting *one = malloc(sizeof *one + above + length + 2);
    if (!one) return -ENOMEM;
    memcpy(one->path, folder, above);
    if (above > 0) one->path[above++] = '/';
    memcpy(one->path + above, name, length + 1);
    one->next = *list;
    *list = one;
    return 0;
}

static int is_dot(const char *name) { return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2])); }

int airlock_usage(
    int folder, int is_apparent, uint64_t byte_limit, uint64_t entry_limit, uint64_t *bytes, uint64_t *entries) {
    struct waiting *list = NULL;
    int result = push(&list, "", "");
    *bytes = *entries = 0;
    while (list) {
        struct waiting *one = list;
        list = one->next;
        int fd = result < 0 ? -1 : airlock_open_beneath(folder, one->path, O_RDONLY | O_DIRECTORY, 0);
        DIR *opened = fd < 0 ? NULL : fdopendir(fd);
        if (fd >= 0 && !opened) close(fd);
        for (struct dirent *entry; opened && result == 0 && (entry = readdir(opened));) {
            struct stat found;
            if (is_dot(entry->d_name) || fstatat(fd, entry->d_name, &found, AT_SYMLINK_NOFOLLOW) < 0) continue;
            if (!is_apparent)
                *bytes += (uint64_t)found.st_blocks * 512;
            else if (S_ISREG(found.st_mode))
                *bytes += (uint64_t)found.st_size;
            *entries += 1;
            if (*bytes > byte_limit || *entries > entry_limit)
                result = 1;
            else if (S_ISDIR(found.st_mode))
                result = push(&list, one->path, entry->d_name);
        }
        if (opened) closedir(opened);
        free(one);
    }
    return result < 0 ? result : 0;
}
