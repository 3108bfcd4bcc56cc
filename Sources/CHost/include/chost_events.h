// Descriptors that become readable when something happens, and the clocks behind them.
//   signalfd(2), Linux 2.6.22 · timerfd_create(2), Linux 2.6.25, CLOCK_BOOTTIME since 3.15 · clock_gettime(2)
// The Glibc module of Swift leaves the headers out; and which module owns struct timespec depends on the order of
// imports, which MemberImportVisibility does not take.
#pragma once

#include <stdint.h>
#include <time.h>

/// The clock in nanoseconds; -1 with errno for a clock that is not there.
int64_t chost_clock_nanoseconds(clockid_t clock);

/// A descriptor, non-blocking and close-on-exec, that becomes readable at a time of CLOCK_BOOTTIME.
int chost_boottime_timer(uint64_t nanoseconds);

/// A descriptor, non-blocking and close-on-exec, that becomes readable when one of the `count` signals is pending;
/// they are blocked in the calling thread first.
int chost_signal_descriptor(const int32_t *signals, int count);

/// Takes one pending signal from such a descriptor. Returns 1, 0 when none is pending, or -1 with errno.
int chost_signal_take(int fd, int32_t *signal, int32_t *sender_pid, uint32_t *sender_uid);
