// Directories whose entries are numbers: /proc, /proc/PID/fd, /proc/PID/task.
//   getdents64(2), Linux 2.4; records of variable length, read here without a copy of any name.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// The next entries that are numbers, from where the last call stopped: at most `capacity`, which must be at least
/// 1366, the most that one read brings. Returns how many; -1 with errno; `*end` becomes 1 when there are no more.
int chost_numeric_entries(int fd, int32_t *numbers, size_t capacity, int *end);
