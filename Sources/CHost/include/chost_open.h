// Opening without following what somebody else may have put in the way.
//   openat2(2), Linux 5.6: no wrapper in glibc 2.36 · O_TMPFILE, open(2), Linux 3.11: a macro Swift does not import
#pragma once

#include <stdint.h>
#include <sys/types.h>

extern const uint64_t chost_resolve_no_symlinks;
extern const int chost_o_tmpfile;

/// openat2(2) with the fields of `struct open_how` as arguments.
int chost_openat2(int dirfd, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve);
