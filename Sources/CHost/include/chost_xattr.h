// Extended attributes.
//   getxattr(2), Linux 2.4.19. The Glibc module of Swift leaves the header out.
#pragma once

#include <sys/xattr.h>
