// libsystemd for Swift. What stands here beside the includes says why Swift needs it.
//
// None of sd-bus' variadic calls is used: messages are built and read one value at a time through the plain
// functions (sd_bus_message_append_basic and its kin), which Swift can call as they are.
#pragma once
#include <systemd/sd-bus.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>
