// What a process says about itself.
//   prctl(2): variadic · PR_SET_PDEATHSIG, Linux 2.1.57 · PR_SET_CHILD_SUBREAPER, Linux 3.4
#pragma once

#include <spawn.h>

/// The signal this process gets when the thread that started it ends; 0 for none.
int chost_set_parent_death_signal(int signal);

/// Orphans among the descendants of this process become its children.
int chost_become_subreaper(void);

/// The child started with these actions closes every descriptor from `first` on; closefrom in posix_spawn of glibc 2.34.
/// The Glibc module of Swift hides the extension. Returns an error number.
int chost_spawn_close_from(posix_spawn_file_actions_t *actions, int first);
