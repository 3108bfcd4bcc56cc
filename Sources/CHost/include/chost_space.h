// Taking space on a filesystem.
//   fallocate(2), Linux 2.6.23: glibc hides it without _GNU_SOURCE
#pragma once

#include <stdint.h>

/// fallocate(2) with mode 0: the blocks are taken and the file reaches to their end.
int chost_allocate(int fd, int64_t offset, int64_t count);
