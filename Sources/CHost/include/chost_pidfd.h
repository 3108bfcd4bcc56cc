// A process held by a descriptor, so that its number cannot come to mean another process.
//   pidfd_open(2), Linux 5.3 · pidfd_send_signal(2), Linux 5.1 · waitid(2) with P_PIDFD, Linux 5.4
// glibc has wrappers only since 2.36.
#pragma once

#include <sys/types.h>

/// pidfd_open(2); the descriptor is close-on-exec.
int chost_pidfd_open(pid_t pid);

/// pidfd_send_signal(2) as if by kill(2); signal 0 only asks.
int chost_pidfd_send_signal(int pidfd, int signal);

/// Reaps the child behind `pidfd`. Returns 0 and fills in `code` (CLD_EXITED, CLD_KILLED, CLD_DUMPED; see
/// sigaction(2)) and `status`, or -1 with errno. siginfo_t is a union that Swift cannot read.
int chost_pidfd_wait(int pidfd, int *code, int *status);
