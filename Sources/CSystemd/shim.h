// libsystemd for Swift. What stands here beside the includes says why Swift needs it.
#pragma once
#include <systemd/sd-bus.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>
