/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_UTSNAME_H
#define _LOCKSTEP_LINUX_UTSNAME_H

#include <linux/types.h>

#define __NEW_UTS_LEN 64

struct new_utsname {
	char sysname[__NEW_UTS_LEN + 1];
	char nodename[__NEW_UTS_LEN + 1];
	char release[__NEW_UTS_LEN + 1];
	char version[__NEW_UTS_LEN + 1];
	char machine[__NEW_UTS_LEN + 1];
	char domainname[__NEW_UTS_LEN + 1];
};

static inline const struct new_utsname *utsname(void)
{
	static const struct new_utsname name = {
		.sysname = "Linux",
		.nodename = "lockstep",
		.release = "6.1.0-lockstep",
		.version = "#1 SMP PREEMPT",
		.machine = "x86_64",
		.domainname = "(none)",
	};

	return &name;
}

#define init_utsname() utsname()

#endif
