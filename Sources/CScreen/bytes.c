#include "screen.h"

#include <errno.h>
#include <unistd.h>

int read_all(int from, void *bytes, size_t length) {
    char *place = bytes;
    while (length > 0) {
        ssize_t count = read(from, place, length);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return -1;
        place += count;
        length -= (size_t)count;
    }
    return 0;
}

int write_all(int to, const void *bytes, size_t length) {
    const char *place = bytes;
    while (length > 0) {
        ssize_t count = write(to, place, length);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return -1;
        place += count;
        length -= (size_t)count;
    }
    return 0;
}
