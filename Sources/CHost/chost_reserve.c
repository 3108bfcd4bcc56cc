#define _GNU_SOURCE
#include "chost_reserve.h"

#include <fcntl.h>

int chost_reserve(int fd, int64_t offset, int64_t count) {
    return fallocate(fd, FALLOC_FL_KEEP_SIZE, offset, count);
}
