// Descriptors that become readable when something happens.
//   signalfd(2), Linux 2.6.22 · timerfd_create(2), Linux 2.6.25, CLOCK_BOOTTIME since 3.15
// The Glibc module of Swift leaves both headers out.
#pragma once

#include <sys/signalfd.h>
#include <sys/timerfd.h>
