// What a process says about itself.
//   prctl(2): variadic · PR_SET_PDEATHSIG, Linux 2.1.57 · PR_SET_CHILD_SUBREAPER, Linux 3.4
#pragma once

/// The signal this process gets when the thread that started it ends; 0 for none.
int chost_set_parent_death_signal(int signal);

/// Orphans among the descendants of this process become its children.
int chost_become_subreaper(void);

/// Gives the calling thread, and with it a single-threaded process, a name of up to 15 bytes.
int chost_set_thread_name(const char *name);
