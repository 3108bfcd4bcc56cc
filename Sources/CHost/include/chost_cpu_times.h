// The counters of one CPU, cheaply: a hog reads them several times a second and must not be the load itself.
//   /proc/stat, proc(5); the steal column since Linux 2.6.11 · cpu.stat of cgroup v2, Linux 4.15
#pragma once

#include <stdint.h>

/// Fills in the first eight columns of the CPU's line, in clock ticks. Returns 0, or -1 with errno (ENOENT: no such CPU).
int chost_cpu_times(int cpu, uint64_t columns[8]);

/// Reads `usage_usec`, the first line of a cgroup's cpu.stat. Returns 0, or -1 with errno (ENODATA: no such line).
int chost_cgroup_usage(const char *path, uint64_t *microseconds);
