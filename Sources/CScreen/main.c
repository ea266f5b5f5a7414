// Reads the text in pictures by Tesseract, which is made ready once and then kept.
//
//   airlock-screen LANGUAGES
//
// A request on standard input is the length of a PNG, four bytes, the highest first, and the PNG. The answer is a letter, a length
// of the same kind, and that many bytes: `t` and Tesseract's table of words, `e` and why there is none. Before the first request
// it says `r` with a length of 0, when it is ready.
//
// A picture may come from anybody, and a decoder may have holes. So each is read in a process of its own, made of the one that is
// ready, with nothing in it of the pictures before: what takes that process over gets nothing, and can spoil nothing that comes later.

#include "screen.h"

#include <leptonica/allheaders.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <tesseract/capi.h>
#include <unistd.h>

static int say(char letter, const char *text, size_t length) {
    unsigned char head[5] = {
        (unsigned char)letter, (unsigned char)(length >> 24), (unsigned char)(length >> 16),
        (unsigned char)(length >> 8), (unsigned char)length,
    };
    return write_all(STDOUT_FILENO, head, sizeof head) == 0 && write_all(STDOUT_FILENO, text, length) == 0 ? 0 : -1;
}

static int complain(const char *why) { return say('e', why, strlen(why)); }

// In grey, as Tesseract would make it: measured, pictures at twice the size are read no better and take half as long again.
static PIX *prepared(const unsigned char *png, size_t length) {
    l_int32 width, height, depth, samples, is_mapped;
    if (readHeaderMemPng(png, length, &width, &height, &depth, &samples, &is_mapped) != 0) return NULL;
    if (width < 1 || height < 1 || (size_t)width * (size_t)height > MOST_PIXELS) return NULL;
    PIX *picture = pixReadMemPng(png, length);
    if (!picture) return NULL;
    PIX *grey = pixConvertTo8(picture, 0);
    pixDestroy(&picture);
    return grey;
}

// In the process of one picture. Does not return.
static void read_picture(TessBaseAPI *reader, const unsigned char *png, size_t length, int out) {
    close(STDIN_FILENO);
    close(STDOUT_FILENO);
    PIX *picture = prepared(png, length);
    if (!picture) _exit(EXIT_NO_PICTURE);
    TessBaseAPISetImage2(reader, picture);
    TessBaseAPISetSourceResolution(reader, SCREEN_RESOLUTION);
    if (TessBaseAPIRecognize(reader, NULL) != 0) _exit(EXIT_NOT_READ);
    char *table = TessBaseAPIGetTsvText(reader, 0);
    if (!table || write_all(out, table, strlen(table)) != 0) _exit(EXIT_NOT_READ);
    _exit(0);
}

// What the process of a picture writes, until its end, too much or too long. The length, or -1.
static ssize_t collect(int from, char *text, size_t room) {
    size_t length = 0;
    for (;;) {
        struct pollfd ready = {from, POLLIN, 0};
        if (poll(&ready, 1, MOST_SECONDS * 1000) <= 0) return -1;
        ssize_t count = read(from, text + length, room - length);
        if (count <= 0) return count < 0 ? -1 : (ssize_t)length;
        length += (size_t)count;
        if (length == room) return -1;
    }
}

static int answer(TessBaseAPI *reader, const unsigned char *png, size_t length, char *text) {
    int ends[2];
    if (pipe(ends) != 0) return complain("no pipe");
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        alarm(MOST_SECONDS);
        read_picture(reader, png, length, ends[1]);
    }
    close(ends[1]);
    ssize_t count = child < 0 ? -1 : collect(ends[0], text, MOST_TEXT_BYTES);
    close(ends[0]);
    if (child < 0) return complain("no process for the picture");
    if (count < 0) kill(child, SIGKILL);
    int status = 0;
    while (waitpid(child, &status, 0) < 0) continue;
    if (count >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0) return say('t', text, (size_t)count);
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NO_PICTURE) return complain("this is no picture");
    return complain("the picture can't be read, holds too much or takes too long");
}

int main(int count, char **arguments) {
    if (count != 2) return 2;
    signal(SIGPIPE, SIG_IGN);
    // The processes of pictures are this user's too; none of them may look into this one.
    prctl(PR_SET_DUMPABLE, 0);
    setMsgSeverity(L_SEVERITY_NONE);
    TessBaseAPI *reader = TessBaseAPICreate();
    if (!reader || TessBaseAPIInit3(reader, NULL, arguments[1]) != 0) {
        fprintf(stderr, "Failed loading language\n");
        return EXIT_NO_LANGUAGE;
    }
    TessBaseAPISetPageSegMode(reader, PSM_AUTO);
    TessBaseAPISetVariable(reader, "debug_file", "/dev/null");
    char *text = malloc(MOST_TEXT_BYTES);
    unsigned char *png = malloc(MOST_PICTURE_BYTES);
    if (!text || !png || say('r', "", 0) != 0) return 1;
    unsigned char head[4];
    while (read_all(STDIN_FILENO, head, sizeof head) == 0) {
        size_t length = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
        if (length > MOST_PICTURE_BYTES || read_all(STDIN_FILENO, png, length) != 0) return 2;
        if (answer(reader, png, length, text) != 0) return 1;
    }
    return 0;
}
