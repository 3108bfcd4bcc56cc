// Blocks for a file before its bytes.
//   fallocate(2), Linux 2.6.23; FALLOC_FL_KEEP_SIZE, Linux 2.6.38. Declared only under _GNU_SOURCE.
#pragma once

#include <stdint.h>

/// Gives the range its blocks without changing the size of the file. Returns 0, or -1 with errno.
int chost_reserve(int fd, int64_t offset, int64_t count);
