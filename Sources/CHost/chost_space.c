#define _GNU_SOURCE
#include "chost_space.h"

#include <fcntl.h>

int chost_allocate(int fd, int64_t offset, int64_t count) {
    return fallocate(fd, 0, offset, count);
}
