/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_CONTAINER_OF_H
#define _LOCKSTEP_LINUX_CONTAINER_OF_H

#include <linux/build_bug.h>
#include <linux/stddef.h>

#define container_of(pointer, type, member)                                                                  \
	({                                                                                                   \
		void *__lockstep_member = (void *)(pointer);                                                 \
		_Static_assert(__same_type(*(pointer), ((type *)0)->member) ||                               \
				       __same_type(*(pointer), void),                                        \
			       "pointer type mismatch in container_of()");                                   \
		(type *)(__lockstep_member - offsetof(type, member));                                        \
	})

#define container_of_const(pointer, type, member) container_of(pointer, type, member)

#endif
