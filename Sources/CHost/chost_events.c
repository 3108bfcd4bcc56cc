#define _GNU_SOURCE
#include "chost_events.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

int64_t chost_clock_nanoseconds(clockid_t clock) {
    struct timespec now;
    if (clock_gettime(clock, &now) < 0) return -1;
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int chost_boottime_timer(uint64_t nanoseconds) {
    struct itimerspec due = {
        .it_value = {.tv_sec = (time_t)(nanoseconds / 1000000000), .tv_nsec = (long)(nanoseconds % 1000000000)}};
    int fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (fd < 0) return -1;
    // All zero would disarm it.
    if (nanoseconds == 0) due.it_value.tv_nsec = 1;
    if (timerfd_settime(fd, TFD_TIMER_ABSTIME, &due, NULL) < 0) {
        int saved = errno;
        close(fd);
        errno = saved;
        return -1;
    }
    return fd;
}

int chost_signal_descriptor(const int32_t *signals, int count) {
    sigset_t set;
    sigemptyset(&set);
    for (int i = 0; i < count; i++) {
        if (sigaddset(&set, signals[i]) < 0) return -1;
    }
    int code = pthread_sigmask(SIG_BLOCK, &set, NULL);
    if (code != 0) {
        errno = code;
        return -1;
    }
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

int chost_signal_take(int fd, int32_t *signal, int32_t *sender_pid, uint32_t *sender_uid) {
    struct signalfd_siginfo info;
    ssize_t got = read(fd, &info, sizeof info);
    if (got < 0) return errno == EAGAIN ? 0 : -1;
    if (got != (ssize_t)sizeof info) {
        errno = EIO;
        return -1;
    }
    *signal = (int32_t)info.ssi_signo;
    *sender_pid = (int32_t)info.ssi_pid;
    *sender_uid = info.ssi_uid;
    return 1;
}
