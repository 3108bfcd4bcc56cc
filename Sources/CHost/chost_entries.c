#define _GNU_SOURCE
#include "chost_entries.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

struct record {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
};

// -1 for a name that is no number or too great a one.
static int32_t number_of(const char *name) {
    int64_t number = 0;
    if (*name == 0) return -1;
    for (; *name; name++) {
        if (*name < '0' || *name > '9') return -1;
        number = number * 10 + (*name - '0');
        if (number > INT32_MAX) return -1;
    }
    return (int32_t)number;
}

int chost_numeric_entries(int fd, int32_t *numbers, size_t capacity, int *end) {
    // The shortest record takes 24 bytes.
    _Alignas(struct record) char buffer[32768];
    if (capacity < sizeof buffer / 24 + 1) {
        errno = EINVAL;
        return -1;
    }
    long got = syscall(SYS_getdents64, fd, buffer, sizeof buffer);
    if (got < 0) return -1;
    *end = got == 0;
    int count = 0;
    for (long at = 0; at < got;) {
        const struct record *entry = (const struct record *)(buffer + at);
        int32_t number = number_of(entry->name);
        if (number >= 0) numbers[count++] = number;
        at += entry->length;
    }
    return count;
}
