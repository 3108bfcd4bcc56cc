// Which CPUs a thread may run on.
//   sched_setaffinity(2), Linux 2.5.8: behind a feature macro that Swift's Glibc module does not set
#pragma once

#include <stdint.h>
#include <sys/types.h>

/// Pins a thread (0: the calling one) to the CPUs whose bits are set in `words`, 64 a word, lowest first.
int chost_set_affinity(pid_t thread, const uint64_t *words, int count);
