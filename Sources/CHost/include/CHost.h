// What Swift cannot call by itself: system calls without a libc wrapper, variadic functions, macros.
// One .h/.c pair per kernel facility, with its man page section and the kernel that brought it.
#pragma once
