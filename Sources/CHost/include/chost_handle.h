// A name for a file that its file system never gives to another file again.
//   name_to_handle_at(2), Linux 2.6.39
// struct file_handle ends in a flexible array, which Swift cannot allocate.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Writes the handle of an open file: its type to `type`, its bytes to `bytes`.
/// Returns the number of bytes, or -1 with errno (EOVERFLOW: longer than `capacity`; EOPNOTSUPP: none here).
int chost_file_handle(int fd, int32_t *type, uint8_t *bytes, size_t capacity);
