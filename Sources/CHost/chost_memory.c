#define _GNU_SOURCE
#include "chost_memory.h"

#include <sys/mman.h>

int chost_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }
