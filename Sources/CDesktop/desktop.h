#pragma once

#include <X11/Xlib.h>
#include <stddef.h>
#include <stdint.h>

// One request is one line; the answer is a line `ok LENGTH MARK` or `error LENGTH 0`, and then LENGTH bytes. MARK is a number over
// the pixels of a picture, 16 hex digits, and 0 for all else.

// Bytes that a picture may have as PNG.
#define MOST_PICTURE_BYTES (64u << 20)
// Code points of one text.
#define MOST_POINTS 8192
// Milliseconds between two events of the mouse or the keyboard, so that programs that look at time see a hand.
#define EVENT_PAUSE 3

void answer(const void *bytes, size_t length, uint64_t mark);
void refuse(const char *why);

void pause_for(int milliseconds);
// Whether a window that was asked about was gone. Asking clears it.
int was_refused(void);

// keyboard.c
// 0, or -1 without a keyboard.
int open_keyboard(Display *display);
// Presses the keys with these names (`XStringToKeysym(3)`) in order and lets them go in reverse. 0, or -1 for an unknown name.
int press_chord(Display *display, char **names, int count);
// Types what these code points are. 0, or -1 if one has no key and none is left to give it.
int type_text(Display *display, const uint32_t *points, size_t count);

// picture.c
// Answers with the picture of a part of a window, or with nothing if its mark is `known`.
void answer_picture(Display *display, Window window, int x, int y, int width, int height, uint64_t known);
// Waits until the screen was the same for `quiet` milliseconds, `most` milliseconds at most.
void settle(Display *display, Window window, int width, int height, int quiet, int most);

// windows.c
void answer_windows(Display *display, Window root);
