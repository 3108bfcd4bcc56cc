#define _GNU_SOURCE
#include "chost_open.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

const uint64_t chost_resolve_no_symlinks = RESOLVE_NO_SYMLINKS;
const int chost_o_tmpfile = O_TMPFILE;

int chost_openat2(int dirfd, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve) {
    struct open_how how = {.flags = flags, .mode = mode, .resolve = resolve};
    return (int)syscall(SYS_openat2, dirfd, path, &how, sizeof how);
}
