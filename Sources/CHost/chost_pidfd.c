#define _GNU_SOURCE
#include "chost_pidfd.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int chost_pidfd_open(pid_t pid) {
    return (int)syscall(SYS_pidfd_open, pid, 0);
}

int chost_pidfd_send_signal(int pidfd, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

int chost_pidfd_wait(int pidfd, int *code, int *status) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    // P_PIDFD is 3 (linux/wait.h); glibc names it only since 2.36.
    if (waitid((idtype_t)3, (id_t)pidfd, &info, WEXITED) < 0) return -1;
    *code = info.si_code;
    *status = info.si_status;
    return 0;
}
