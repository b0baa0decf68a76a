/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_KOBJECT_H
#define _LOCKSTEP_LINUX_KOBJECT_H

#include <linux/types.h>

struct kobject {
	const char *name;
	struct kobject *parent;
	unsigned int __lockstep_slot;
	unsigned int __lockstep_state;
};

static inline const char *kobject_name(const struct kobject *kobject)
{
	return kobject->name;
}

#endif
