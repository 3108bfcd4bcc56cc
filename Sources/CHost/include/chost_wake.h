// A counter that wakes a thread out of poll(2).
//   eventfd(2), Linux 2.6.27. The Glibc module of Swift leaves the header out.
#pragma once

#include <sys/eventfd.h>
