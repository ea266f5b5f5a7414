// The hand and the eye of a virtual desktop: moves the mouse, presses keys, and takes pictures, as it is told on standard input.
//
//   size | windows | move X Y | click X Y BUTTON COUNT | drag X Y X Y BUTTON | scroll X Y BUTTON COUNT | chord KEYSYM…
//   type CODEPOINT… (hexadecimal) | picture X Y WIDTH HEIGHT KNOWN | window ID X Y WIDTH HEIGHT KNOWN | settle QUIET MOST
//
// It checks nothing but what would break it: what may be done is decided by who asks.

#include "desktop.h"

#include <X11/extensions/XTest.h>
#include <X11/extensions/Xcomposite.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// Bytes of the longest request: a text of 4,000 code points and more.
#define LINE_LIMIT (64 << 10)
#define MOST_NAMES 8

static int refused;

static int on_refusal(Display *display, XErrorEvent *event) {
    (void)display;
    (void)event;
    refused = 1;
    return 0;
}

int was_refused(void) {
    int was = refused;
    refused = 0;
    return was;
}

void pause_for(int milliseconds) {
    struct timespec time = {milliseconds / 1000, (milliseconds % 1000) * 1000000L};
    while (nanosleep(&time, &time) != 0) continue;
}

void answer(const void *bytes, size_t length, uint64_t mark) {
    printf("ok %zu %016llx\n", length, (unsigned long long)mark);
    fwrite(bytes, 1, length, stdout);
    fflush(stdout);
}

void refuse(const char *why) {
    printf("error %zu 0\n%s", strlen(why), why);
    fflush(stdout);
}

static void move(Display *display, int x, int y) {
    XTestFakeMotionEvent(display, -1, x, y, CurrentTime);
    XFlush(display);
    pause_for(EVENT_PAUSE);
}

static void button(Display *display, unsigned number, int down) {
    XTestFakeButtonEvent(display, number, down, CurrentTime);
    XFlush(display);
    pause_for(EVENT_PAUSE);
}

static void click(Display *display, int x, int y, unsigned number, int count) {
    move(display, x, y);
    for (int index = 0; index < count; index++) {
        button(display, number, True);
        button(display, number, False);
    }
    XSync(display, False);
}

// In steps, because programs tell a drag from a click by how far the mouse has moved.
static void drag(Display *display, const int *from, const int *to, unsigned number) {
    enum { steps = 16 };
    move(display, from[0], from[1]);
    button(display, number, True);
    for (int step = 1; step <= steps; step++) {
        move(display, from[0] + (to[0] - from[0]) * step / steps, from[1] + (to[1] - from[1]) * step / steps);
    }
    button(display, number, False);
    XSync(display, False);
}

static void chord(Display *display, char *rest) {
    char *names[MOST_NAMES];
    int count = 0;
    for (char *name = strtok(rest, " "); name && count < MOST_NAMES; name = strtok(NULL, " ")) names[count++] = name;
    if (press_chord(display, names, count) == 0) {
        answer("", 0, 0);
    } else {
        refuse("no such key");
    }
}

static void type(Display *display, char *rest) {
    static uint32_t points[MOST_POINTS];
    size_t count = 0;
    for (char *word = strtok(rest, " "); word && count < MOST_POINTS; word = strtok(NULL, " ")) {
        points[count++] = (uint32_t)strtoul(word, NULL, 16);
    }
    if (type_text(display, points, count) == 0) {
        answer("", 0, 0);
    } else {
        refuse("the keyboard has no key left");
    }
}

// Of a part of a window, or of all of it for a width of 0.
static void picture_of(Display *display, Window window, const int *part, uint64_t known) {
    XWindowAttributes attributes;
    if (!XGetWindowAttributes(display, window, &attributes) || attributes.map_state != IsViewable || was_refused()) {
        was_refused();
        refuse("there is no such window");
        return;
    }
    if (part[2] > 0) {
        answer_picture(display, window, part[0], part[1], part[2], part[3], known);
    } else {
        answer_picture(display, window, 0, 0, attributes.width, attributes.height, known);
    }
}

static void serve(Display *display, char *line) {
    Window root = DefaultRootWindow(display);
    int width = DisplayWidth(display, DefaultScreen(display)), height = DisplayHeight(display, DefaultScreen(display));
    int a[5];
    unsigned long window;
    unsigned long long known;
    if (strcmp(line, "size") == 0) {
        char text[32];
        answer(text, (size_t)snprintf(text, sizeof text, "%d %d", width, height), 0);
    } else if (strcmp(line, "windows") == 0) {
        answer_windows(display, root);
    } else if (sscanf(line, "move %d %d", &a[0], &a[1]) == 2) {
        move(display, a[0], a[1]);
        XSync(display, False);
        answer("", 0, 0);
    } else if (sscanf(line, "click %d %d %d %d", &a[0], &a[1], &a[2], &a[3]) == 4 ||
               sscanf(line, "scroll %d %d %d %d", &a[0], &a[1], &a[2], &a[3]) == 4) {
        click(display, a[0], a[1], (unsigned)a[2], a[3]);
        answer("", 0, 0);
    } else if (sscanf(line, "drag %d %d %d %d %d", &a[0], &a[1], &a[2], &a[3], &a[4]) == 5) {
        drag(display, &a[0], &a[2], (unsigned)a[4]);
        answer("", 0, 0);
    } else if (strncmp(line, "chord ", 6) == 0) {
        chord(display, line + 6);
    } else if (strncmp(line, "type ", 5) == 0) {
        type(display, line + 5);
    } else if (sscanf(line, "picture %d %d %d %d %llx", &a[0], &a[1], &a[2], &a[3], &known) == 5) {
        answer_picture(display, root, a[0], a[1], a[2], a[3], known);
    } else if (sscanf(line, "window %lu %d %d %d %d %llx", &window, &a[0], &a[1], &a[2], &a[3], &known) == 6) {
        picture_of(display, window, a, known);
    } else if (sscanf(line, "settle %d %d", &a[0], &a[1]) == 2) {
        settle(display, root, width, height, a[0], a[1]);
        answer("", 0, 0);
    } else {
        refuse("no such request");
    }
}

int main(void) {
    Display *display = XOpenDisplay(NULL);
    int event, error, major, minor;
    if (!display || !XTestQueryExtension(display, &event, &error, &major, &minor) ||
        open_keyboard(display) != 0) {
        fprintf(stderr, "airlock-desktop: there is no screen\n");
        return 1;
    }
    XSetErrorHandler(on_refusal);
    // Each window keeps a picture of its own, so that one that lies below another can be seen whole.
    if (XCompositeQueryExtension(display, &event, &error)) {
        XCompositeRedirectSubwindows(display, DefaultRootWindow(display), CompositeRedirectAutomatic);
    }
    static char line[LINE_LIMIT];
    while (fgets(line, sizeof line, stdin)) {
        // Nobody here wants to know; unread, they would pile up.
        while (XPending(display) > 0) {
            XEvent unread;
            XNextEvent(display, &unread);
        }
        size_t length = strlen(line);
        if (length == 0 || line[length - 1] != '\n') return 2;
        line[length - 1] = 0;
        serve(display, line);
    }
    return 0;
}
