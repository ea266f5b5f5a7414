#pragma once

#include <stddef.h>

// Bytes of the longest picture and of the longest table of words.
#define MOST_PICTURE_BYTES (64u << 20)
#define MOST_TEXT_BYTES (16u << 20)
// Pixels of the largest picture: 8,192 by 8,192.
#define MOST_PIXELS (64u << 20)
// Seconds for one picture.
#define MOST_SECONDS 50
// Dots an inch that screens are made for.
#define SCREEN_RESOLUTION 96

enum {
    EXIT_NO_PICTURE = 10,
    EXIT_NOT_READ = 11,
    EXIT_NO_LANGUAGE = 12,
};

// All of it. 0, or -1 at an error or the end.
int read_all(int from, void *bytes, size_t length);
int write_all(int to, const void *bytes, size_t length);
