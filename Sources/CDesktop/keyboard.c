#include "desktop.h"

#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>
#include <X11/keysym.h>

// Programs read a key's meaning when they take its event, not when it was pressed, and some (Chromium) hear of new meanings later
// than of keys. So Russian has its keys from the start, a key keeps the meaning that it was given for as long as there are
// others, and programs are left this many milliseconds to catch up: before one is given another (then all that was typed must have
// been taken, also on a busy machine), and after a change.
#define CATCH_UP_BEFORE 1000
#define CATCH_UP_AFTER 300
// Most keys pressed at a time.
#define MOST_KEYS 8

static int first_code, last_code, code_width;
// What keys mean, `code_width` symbols each, as the server knows it.
static KeySym *meanings;
// Keys that mean nothing by themselves, or nothing that is wanted here.
static unsigned char is_free[256];
static unsigned long used_at[256];
static unsigned long uses;
static KeyCode shift_code;

struct stroke {
    KeyCode code;
    int shifted;
};

static KeySym *meaning(int code) { return meanings + (code - first_code) * code_width; }

// Always all of them at once: each change makes the window manager read and grab its keys anew, which takes a quarter of a second.
static void tell_meanings(Display *display) {
    XChangeKeyboardMapping(display, first_code, code_width, meanings, last_code - first_code + 1);
    XSync(display, False);
}

// A key that means `symbol`, by itself or with shift.
static int find(KeySym symbol, struct stroke *stroke) {
    for (int code = first_code; code <= last_code; code++) {
        for (int level = 0; level < 2; level++) {
            if (meaning(code)[level] != symbol) continue;
            *stroke = (struct stroke){(KeyCode)code, level};
            used_at[code] = ++uses;
            return 0;
        }
    }
    return -1;
}

// The free key that was used longest ago, but none that was used after `since`; 0: there is none.
static int oldest_since(unsigned long since) {
    int oldest = 0;
    for (int code = first_code; code <= last_code; code++) {
        if (!is_free[code] || used_at[code] > since) continue;
        if (oldest == 0 || used_at[code] < used_at[oldest]) oldest = code;
    }
    return oldest;
}

// Sees to it that there are keys for as many of the symbols as there can be at a time.
// Returns how many, from the first on.
static size_t prepare(Display *display, const KeySym *symbols, size_t count) {
    unsigned long since = uses;
    int is_changed = 0, is_reused = 0;
    size_t index = 0;
    for (; index < count; index++) {
        struct stroke stroke;
        if (find(symbols[index], &stroke) == 0) continue;
        int code = oldest_since(since);
        if (code == 0) break;
        is_reused |= meaning(code)[0] != NoSymbol;
        for (int level = 0; level < code_width; level++) meaning(code)[level] = level < 2 ? symbols[index] : NoSymbol;
        used_at[code] = ++uses;
        is_changed = 1;
    }
    if (is_reused) {
        XSync(display, False);
        pause_for(CATCH_UP_BEFORE);
    }
    if (is_changed) {
        tell_meanings(display);
        pause_for(CATCH_UP_AFTER);
    }
    return index;
}

// Small and, with shift, capital letters of Russian.
static void prepare_russian(Display *display) {
    for (KeySym letter = 0x1000430; letter <= 0x1000450; letter++) {
        int code = oldest_since(0);
        if (code == 0) break;
        // The last is not in the row with the others.
        int is_io = letter == 0x1000450;
        for (int level = 0; level < code_width; level++) meaning(code)[level] = NoSymbol;
        meaning(code)[0] = is_io ? 0x1000451 : letter;
        meaning(code)[1] = is_io ? 0x1000401 : letter - 0x20;
        used_at[code] = ++uses;
    }
    tell_meanings(display);
}

// Letters, signs and the keys that every keyboard has; others start browsers or set the volume.
static int is_ordinary(KeySym symbol) {
    return (symbol >= 0x20 && symbol <= 0xff) || (symbol >= 0xff00 && symbol <= 0xffff);
}

int open_keyboard(Display *display) {
    XDisplayKeycodes(display, &first_code, &last_code);
    meanings = XGetKeyboardMapping(display, (KeyCode)first_code, last_code - first_code + 1, &code_width);
    if (!meanings || code_width < 2) return -1;
    for (int code = first_code; code <= last_code; code++) {
        is_free[code] = 1;
        for (int level = 0; level < code_width; level++) {
            if (is_ordinary(meaning(code)[level])) is_free[code] = 0;
        }
    }
    XModifierKeymap *modifiers = XGetModifierMapping(display);
    for (int index = 0; modifiers && index < 8 * modifiers->max_keypermod; index++) {
        is_free[modifiers->modifiermap[index]] = 0;
    }
    if (modifiers) XFreeModifiermap(modifiers);
    shift_code = XKeysymToKeycode(display, XK_Shift_L);
    prepare_russian(display);
    return 0;
}

static void press(Display *display, KeyCode code, int down) {
    XTestFakeKeyEvent(display, code, down, CurrentTime);
    XFlush(display);
    pause_for(EVENT_PAUSE);
}

int press_chord(Display *display, char **names, int count) {
    struct stroke strokes[MOST_KEYS];
    KeySym symbols[MOST_KEYS];
    if (count < 1 || count > MOST_KEYS) return -1;
    for (int index = 0; index < count; index++) {
        symbols[index] = XStringToKeysym(names[index]);
        if (symbols[index] == NoSymbol) return -1;
    }
    if (prepare(display, symbols, (size_t)count) < (size_t)count) return -1;
    int shifted = 0;
    for (int index = 0; index < count; index++) {
        if (find(symbols[index], &strokes[index]) != 0) return -1;
        shifted |= strokes[index].shifted;
    }
    if (shifted) press(display, shift_code, True);
    for (int index = 0; index < count; index++) press(display, strokes[index].code, True);
    for (int index = count - 1; index >= 0; index--) press(display, strokes[index].code, False);
    if (shifted) press(display, shift_code, False);
    XSync(display, False);
    return 0;
}

// Latin-1 has the numbers of its keysyms, all else 0x01000000 above its code point (X11 protocol, appendix A).
static KeySym symbol_of(uint32_t point) {
    if (point == '\n') return XK_Return;
    if (point == '\t') return XK_Tab;
    if ((point >= 0x20 && point < 0x7f) || (point >= 0xa0 && point <= 0xff)) return point;
    return 0x01000000 | point;
}

int type_text(Display *display, const uint32_t *points, size_t count) {
    static KeySym symbols[MOST_POINTS];
    if (count > MOST_POINTS) return -1;
    for (size_t index = 0; index < count; index++) symbols[index] = symbol_of(points[index]);
    for (size_t done = 0; done < count;) {
        size_t ready = prepare(display, symbols + done, count - done);
        if (ready == 0) return -1;
        for (size_t index = done; index < done + ready; index++) {
            struct stroke stroke;
            if (find(symbols[index], &stroke) != 0) return -1;
            if (stroke.shifted) press(display, shift_code, True);
            press(display, stroke.code, True);
            press(display, stroke.code, False);
            if (stroke.shifted) press(display, shift_code, False);
        }
        done += ready;
    }
    XSync(display, False);
    return 0;
}
