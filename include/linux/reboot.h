/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_REBOOT_H
#define _LOCKSTEP_LINUX_REBOOT_H

#include <linux/bug.h>

/* How a machine goes down. This one does not: a module that wants it to is stopped. */
#define SYS_DOWN 0x0001
#define SYS_RESTART SYS_DOWN
#define SYS_HALT 0x0002
#define SYS_POWER_OFF 0x0003
#define kernel_power_off() BUG()

#endif
