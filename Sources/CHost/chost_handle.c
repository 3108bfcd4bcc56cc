#define _GNU_SOURCE
#include "chost_handle.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

int chost_file_handle(int fd, int32_t *type, uint8_t *bytes, size_t capacity) {
    union {
        struct file_handle handle;
        uint8_t room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
    } space;
    int mount;
    space.handle.handle_bytes = MAX_HANDLE_SZ;
    if (name_to_handle_at(fd, "", &space.handle, &mount, AT_EMPTY_PATH) < 0) return -1;
    if (space.handle.handle_bytes > capacity) {
        errno = EOVERFLOW;
        return -1;
    }
    *type = space.handle.handle_type;
    memcpy(bytes, space.handle.f_handle, space.handle.handle_bytes);
    return (int)space.handle.handle_bytes;
}
