// Files that live in memory only.
//   memfd_create(2), Linux 3.17, glibc 2.27. Declared under _GNU_SOURCE, which Swift does not set.
#pragma once

/// An empty file in memory, close-on-exec. `name` is what /proc shows.
int chost_memory_file(const char *name);
