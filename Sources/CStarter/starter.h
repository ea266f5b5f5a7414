#pragma once

// Lets this process and all that it starts change nothing but what lies below the folders: below `writable` everything, below
// `files` what files that are there hold. Both end with NULL; a folder that doesn't exist is no matter.
//
// By Landlock (landlock(7)), from its second version on: the first refuses every rename between folders. On a kernel without it
// nothing is restricted. Returns 0, or -1 with errno.
int airlock_restrict_writing(const char *const *writable, const char *const *files);
