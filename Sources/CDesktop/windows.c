#include "desktop.h"

#include <X11/Xatom.h>
#include <X11/Xutil.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_WINDOWS 256
#define MOST_TITLE 512
#define LINE_BYTES (MOST_TITLE + 100)

// A property of a window, for `XFree`; NULL if it has none.
static unsigned char *property(Display *display, Window window, const char *name, Atom type, unsigned long *count) {
    Atom actual = None;
    int format = 0;
    unsigned long left = 0;
    unsigned char *value = NULL;
    *count = 0;
    if (XGetWindowProperty(
            display, window, XInternAtom(display, name, False), 0, 1024, False, type, &actual, &format, count, &left,
            &value) != Success)
        return NULL;
    if (*count == 0 && value) {
        XFree(value);
        return NULL;
    }
    return value;
}

// One line, whatever a program called its window.
static void copy_title(char *title, const char *name, unsigned long length) {
    unsigned long end = length < MOST_TITLE - 1 ? length : MOST_TITLE - 1;
    for (unsigned long index = 0; index < end; index++) {
        unsigned char byte = (unsigned char)name[index];
        title[index] = byte < 0x20 || byte == 0x7f ? ' ' : (char)byte;
    }
    title[end] = 0;
}

static void title_of(Display *display, Window window, char *title) {
    unsigned long length;
    Atom utf8 = XInternAtom(display, "UTF8_STRING", False);
    unsigned char *name = property(display, window, "_NET_WM_NAME", utf8, &length);
    if (!name) name = property(display, window, "WM_NAME", AnyPropertyType, &length);
    copy_title(title, name ? (const char *)name : "", name ? length : 0);
    if (name) XFree(name);
}

// The lowest first: `ID X Y WIDTH HEIGHT TITLE`, a line each.
void answer_windows(Display *display, Window root) {
    unsigned long count;
    unsigned char *list = property(display, root, "_NET_CLIENT_LIST_STACKING", XA_WINDOW, &count);
    was_refused();
    if (count > MOST_WINDOWS) count = MOST_WINDOWS;
    char *text = malloc(count * LINE_BYTES + 1);
    size_t length = 0;
    for (unsigned long index = 0; text && list && index < count; index++) {
        Window window = ((Window *)list)[index];
        XWindowAttributes attributes;
        Window child;
        int x = 0, y = 0;
        char title[MOST_TITLE];
        if (!XGetWindowAttributes(display, window, &attributes) || attributes.map_state != IsViewable) continue;
        XTranslateCoordinates(display, window, root, 0, 0, &x, &y, &child);
        title_of(display, window, title);
        if (was_refused()) continue;
        length += (size_t)snprintf(
            text + length, LINE_BYTES, "%lu %d %d %d %d %s\n", window, x, y, attributes.width, attributes.height, title);
    }
    was_refused();
    if (list) XFree(list);
    answer(text ? text : "", length, 0);
    free(text);
}
