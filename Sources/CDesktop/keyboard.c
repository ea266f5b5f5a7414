#include "desktop.h"

#include <X11/XKBlib.h>
#include <X11/extensions/XTest.h>
#include <X11/keysym.h>

// Letters that the keyboard lacks lie where those of a second language do: in the second group of its letter keys, and on keys that
// mean nothing. Keys for browsers and the like are left alone, because Chromium knows them by their place.
//
// Programs read a key's meaning when they take its event, not when it was pressed, and some hear of new meanings later than of
// keys. So Russian has its keys from the start, a key keeps the meaning that it was given for as long as there are others, and
// programs are left this many milliseconds to catch up: before one is given another (then all that was typed must have been taken,
// also on a busy machine), and after a change.
#define CATCH_UP_BEFORE 1000
#define CATCH_UP_AFTER 300
// Most keys pressed at a time.
#define MOST_KEYS 8

// Where a key's given symbols begin: they are the second group of a letter key (core protocol, 5), all of an empty one.
enum place { NOWHERE = -1, EMPTY_KEY = 0, SECOND_GROUP = 2 };

static int first_code, last_code, code_width;
// What keys mean, `code_width` symbols each, as the server knows it.
static KeySym *meanings;
static enum place places[256];
// Of the two symbols of each key that are given: when they were used.
static unsigned long used_at[256][2];
static unsigned long uses;
static KeyCode shift_code;
static int group;

struct stroke {
    KeyCode code;
    int shifted;
    int group;
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
            if (places[code] == EMPTY_KEY || meaning(code)[level] != symbol) continue;
            *stroke = (struct stroke){(KeyCode)code, level, 0};
            return 0;
        }
        for (int level = 0; level < 2; level++) {
            if (places[code] == NOWHERE || used_at[code][level] == 0) continue;
            if (meaning(code)[places[code] + level] != symbol) continue;
            *stroke = (struct stroke){(KeyCode)code, level, places[code] == SECOND_GROUP};
            used_at[code][level] = ++uses;
            return 0;
        }
    }
    return -1;
}

// Gives `symbol` the place that was used longest ago, but none that was used after `since`.
// Returns 0, 1 if something else was there, or -1 if there is none.
static int give(KeySym symbol, unsigned long since) {
    int oldest = -1, side = 0;
    for (int code = first_code; code <= last_code; code++) {
        for (int level = 0; places[code] != NOWHERE && level < 2; level++) {
            if (used_at[code][level] > since) continue;
            if (oldest >= 0 && used_at[code][level] >= used_at[oldest][side]) continue;
            oldest = code;
            side = level;
        }
    }
    if (oldest < 0) return -1;
    int was_used = used_at[oldest][side] != 0;
    meaning(oldest)[places[oldest] + side] = symbol;
    // A key with one symbol alone means its capital letter with shift, if it has one.
    if (used_at[oldest][!side] == 0) meaning(oldest)[places[oldest] + !side] = symbol;
    used_at[oldest][side] = ++uses;
    return was_used;
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
        int given = give(symbols[index], since);
        if (given < 0) break;
        is_reused |= given;
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
    int code = first_code;
    // The last is not in the row with the others.
    for (KeySym letter = 0x1000430; letter <= 0x1000450; letter++, code++) {
        while (code <= last_code && places[code] != SECOND_GROUP) code++;
        if (code > last_code) break;
        int is_io = letter == 0x1000450;
        meaning(code)[SECOND_GROUP] = is_io ? 0x1000451 : letter;
        meaning(code)[SECOND_GROUP + 1] = is_io ? 0x1000401 : letter - 0x20;
        used_at[code][0] = ++uses;
        used_at[code][1] = ++uses;
    }
    tell_meanings(display);
}

// Where symbols may be given to a key.
static enum place place_of(int code) {
    int is_empty = 1;
    for (int level = 0; level < code_width; level++) is_empty &= meaning(code)[level] == NoSymbol;
    if (is_empty) return EMPTY_KEY;
    KeySym first = meaning(code)[0];
    return first > 0x20 && first < 0x7f && code_width >= SECOND_GROUP + 2 ? SECOND_GROUP : NOWHERE;
}

int open_keyboard(Display *display) {
    XDisplayKeycodes(display, &first_code, &last_code);
    meanings = XGetKeyboardMapping(display, (KeyCode)first_code, last_code - first_code + 1, &code_width);
    if (!meanings || code_width < 2) return -1;
    for (int code = first_code; code <= last_code; code++) places[code] = place_of(code);
    XModifierKeymap *modifiers = XGetModifierMapping(display);
    for (int index = 0; modifiers && index < 8 * modifiers->max_keypermod; index++) {
        places[modifiers->modifiermap[index]] = NOWHERE;
    }
    if (modifiers) XFreeModifiermap(modifiers);
    shift_code = XKeysymToKeycode(display, XK_Shift_L);
    prepare_russian(display);
    return 0;
}

static void choose_group(Display *display, int wanted) {
    if (group == wanted) return;
    XkbLockGroup(display, XkbUseCoreKbd, (unsigned)wanted);
    group = wanted;
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
    int shifted = 0;
    for (int index = 0; index < count; index++) {
        // Whatever a chord is made of, the keyboard has in its first group.
        if (find(symbols[index], &strokes[index]) != 0 || strokes[index].group != 0) return -1;
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
            choose_group(display, stroke.group);
            if (stroke.shifted) press(display, shift_code, True);
            press(display, stroke.code, True);
            press(display, stroke.code, False);
            if (stroke.shifted) press(display, shift_code, False);
        }
        done += ready;
    }
    // Chords are of the first.
    choose_group(display, 0);
    XSync(display, False);
    return 0;
}
