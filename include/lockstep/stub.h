/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LOCKSTEP_STUB_H
#define _LOCKSTEP_LOCKSTEP_STUB_H

/* What stand-ins of `lockstep stubs` are made of. Their arguments are evaluated, and nothing is done with them. */

#include <linux/errno.h>
#include <linux/types.h>

/* Whether this call is one that is made to fail: a choice of the search, with `--faults alloc`. */
extern bool lockstep_stub_fails(void);

static inline int __lockstep_stub(int ignored, ...)
{
	return lockstep_stub_fails() ? -EIO : 0;
}

static inline void *__lockstep_stub_object(int ignored, ...)
{
	static char room[4096];

	return lockstep_stub_fails() ? NULL : room;
}

#define lockstep_stub_done(...) ((void)((void)0, ##__VA_ARGS__))
#define lockstep_stub_number(...) __lockstep_stub(0, ##__VA_ARGS__)
#define lockstep_stub_pointer(...) __lockstep_stub_object(0, ##__VA_ARGS__)

#endif
