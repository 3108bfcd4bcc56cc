#define _GNU_SOURCE
#include "CHost.h"

#include <sched.h>

int chost_set_affinity(pid_t thread, const uint64_t *words, int count) {
    return sched_setaffinity(thread, (size_t)count * sizeof(uint64_t), (const cpu_set_t *)words);
}
