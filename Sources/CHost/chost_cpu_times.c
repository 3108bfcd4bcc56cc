#define _GNU_SOURCE
#include "chost_cpu_times.h"

#include <errno.h>
#include <stdio.h>

int chost_cpu_times(int cpu, uint64_t columns[8]) {
    FILE *file = fopen("/proc/stat", "re");
    if (!file) return -1;
    char line[512];
    int found = -1;
    // The lines of the CPUs come first; the first other one ends the search.
    while (fgets(line, sizeof line, file) && line[0] == 'c' && line[1] == 'p') {
        int number;
        unsigned long long value[8];
        if (sscanf(line, "cpu%d %llu %llu %llu %llu %llu %llu %llu %llu", &number, &value[0], &value[1], &value[2],
                   &value[3], &value[4], &value[5], &value[6], &value[7]) == 9 && number == cpu) {
            for (int at = 0; at < 8; at++) columns[at] = value[at];
            found = 0;
            break;
        }
    }
    fclose(file);
    if (found < 0) errno = ENOENT;
    return found;
}

int chost_cgroup_usage(const char *path, uint64_t *microseconds) {
    FILE *file = fopen(path, "re");
    if (!file) return -1;
    unsigned long long value;
    int count = fscanf(file, "usage_usec %llu", &value);
    fclose(file);
    if (count != 1) {
        errno = ENODATA;
        return -1;
    }
    *microseconds = value;
    return 0;
}
