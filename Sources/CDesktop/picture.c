#include "desktop.h"

#include <X11/Xutil.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

// Milliseconds between two looks of `settle`.
#define LOOK_PAUSE 20

// FNV-1a (Fowler, Noll, Vo), a pixel at a time: it tells pictures apart, and is no proof against somebody who wants two alike.
static uint64_t mark_of(const XImage *image) {
    uint64_t mark = 0xcbf29ce484222325;
    for (int row = 0; row < image->height; row++) {
        const uint32_t *pixels = (const uint32_t *)(image->data + (size_t)row * image->bytes_per_line);
        for (int column = 0; column < image->width; column++) {
            mark = (mark ^ (pixels[column] & 0xffffff)) * 0x100000001b3;
        }
    }
    mark = (mark ^ (uint64_t)image->width) * 0x100000001b3;
    return mark == 0 ? 1 : mark;
}

static unsigned char *put_word(unsigned char *place, uint32_t word) {
    for (int shift = 24; shift >= 0; shift -= 8) *place++ = (unsigned char)(word >> shift);
    return place;
}

// One chunk of PNG (RFC 2083, 3.2): length, type, content, and a CRC over the last two.
static unsigned char *put_chunk(unsigned char *place, const char *type, const void *content, uint32_t length) {
    place = put_word(place, length);
    unsigned char *begin = place;
    memcpy(place, type, 4);
    if (content) memcpy(place + 4, content, length);
    place += 4 + length;
    return put_word(place, (uint32_t)crc32(0, begin, 4 + length));
}

// Three bytes a pixel, rows from the top, each after a byte that says how it was filtered: by nothing.
static unsigned char *rows_of(const XImage *image, size_t *length) {
    size_t row_bytes = 1 + 3 * (size_t)image->width;
    *length = row_bytes * (size_t)image->height;
    unsigned char *rows = malloc(*length);
    if (!rows) return NULL;
    for (int row = 0; row < image->height; row++) {
        const uint32_t *pixels = (const uint32_t *)(image->data + (size_t)row * image->bytes_per_line);
        unsigned char *place = rows + row_bytes * (size_t)row;
        *place++ = 0;
        for (int column = 0; column < image->width; column++) {
            *place++ = (unsigned char)(pixels[column] >> 16);
            *place++ = (unsigned char)(pixels[column] >> 8);
            *place++ = (unsigned char)pixels[column];
        }
    }
    return rows;
}

static void answer_png(const XImage *image, uint64_t mark) {
    size_t raw_length;
    unsigned char *rows = rows_of(image, &raw_length);
    uLongf packed = compressBound((uLong)raw_length);
    unsigned char *png = rows ? malloc(packed + 100) : NULL;
    if (!png) {
        free(rows);
        refuse("no memory for the picture");
        return;
    }
    static const unsigned char signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    memcpy(png, signature, 8);
    unsigned char header[13], *end = header;
    end = put_word(end, (uint32_t)image->width);
    end = put_word(end, (uint32_t)image->height);
    // Eight bits of red, green and blue; deflate, the standard filters, not interlaced.
    memcpy(end, "\x08\x02\x00\x00\x00", 5);
    unsigned char *place = put_chunk(png + 8, "IHDR", header, sizeof header);
    // The packed bytes go where the chunk's content is, behind its length and type.
    if (compress2(place + 8, &packed, rows, (uLong)raw_length, 1) == Z_OK && packed < MOST_PICTURE_BYTES) {
        unsigned char *content = place + 8;
        put_word(place, (uint32_t)packed);
        memcpy(place + 4, "IDAT", 4);
        place = put_word(content + packed, (uint32_t)crc32(0, place + 4, (uInt)(packed + 4)));
        place = put_chunk(place, "IEND", NULL, 0);
        answer(png, (size_t)(place - png), mark);
    } else {
        refuse("the picture is too large");
    }
    free(png);
    free(rows);
}

static XImage *look(Display *display, Window window, int x, int y, int width, int height) {
    if (width < 1 || height < 1) return NULL;
    XImage *image = XGetImage(display, window, x, y, (unsigned)width, (unsigned)height, AllPlanes, ZPixmap);
    if (image && (image->bits_per_pixel != 32 || image->byte_order != LSBFirst)) {
        XDestroyImage(image);
        image = NULL;
    }
    return was_refused() ? NULL : image;
}

void answer_picture(Display *display, Window window, int x, int y, int width, int height, uint64_t known) {
    XImage *image = look(display, window, x, y, width, height);
    if (!image) {
        refuse("there is nothing to see there");
        return;
    }
    uint64_t mark = mark_of(image);
    if (mark == known) {
        answer("", 0, mark);
    } else {
        answer_png(image, mark);
    }
    XDestroyImage(image);
}

void settle(Display *display, Window window, int width, int height, int quiet, int most) {
    uint64_t before = 0;
    int same = 0;
    for (int waited = 0; waited < most && same < quiet; waited += LOOK_PAUSE) {
        XImage *image = look(display, window, 0, 0, width, height);
        if (!image) return;
        uint64_t mark = mark_of(image);
        XDestroyImage(image);
        same = mark == before ? same + LOOK_PAUSE : 0;
        before = mark;
        if (same < quiet) pause_for(LOOK_PAUSE);
    }
}
