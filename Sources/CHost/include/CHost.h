// What Swift cannot call by itself: system calls without a libc wrapper, variadic functions, macros,
// and headers that the Glibc module leaves out.
// One header (and, where there is code, one .c file) per kernel facility, with its man page and the kernel that
// brought it.
#pragma once

#include "chost_affinity.h"
#include "chost_entries.h"
#include "chost_cpu_times.h"
#include "chost_events.h"
#include "chost_memory.h"
#include "chost_open.h"
#include "chost_pidfd.h"
#include "chost_process.h"
#include "chost_space.h"
#include "chost_reserve.h"
#include "chost_wake.h"
#include "chost_xattr.h"
