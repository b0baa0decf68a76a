/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_COMPLETION_H
#define _LOCKSTEP_LINUX_COMPLETION_H

#include <linux/types.h>
#include <lockstep/removed.h>

#define LOCKSTEP_COMPLETION_MAGIC 0x534c0003u

struct completion {
	unsigned int magic;
	unsigned int id;
};

#define COMPLETION_INITIALIZER(work) { .magic = LOCKSTEP_COMPLETION_MAGIC }
#define DECLARE_COMPLETION(work) struct completion work = COMPLETION_INITIALIZER(work)
#define COMPLETION_INITIALIZER_ONSTACK(work) COMPLETION_INITIALIZER(work)
#define DECLARE_COMPLETION_ONSTACK(work) DECLARE_COMPLETION(work)

extern void init_completion(struct completion *x);
extern void reinit_completion(struct completion *x);
extern void complete(struct completion *x);
extern void complete_all(struct completion *x);
extern void wait_for_completion(struct completion *x);
extern unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout);
extern int __must_check wait_for_completion_interruptible(struct completion *x);
extern int __must_check wait_for_completion_killable(struct completion *x);
extern long __must_check wait_for_completion_interruptible_timeout(struct completion *x, unsigned long timeout);
extern long __must_check wait_for_completion_killable_timeout(struct completion *x, unsigned long timeout);
extern bool try_wait_for_completion(struct completion *x);
extern bool completion_done(struct completion *x);

#define wait_for_completion_io(x) wait_for_completion(x)
#define wait_for_completion_io_timeout(x, timeout) wait_for_completion_timeout(x, timeout)

enum { __lockstep_init_completion __lockstep_removed(
	"INIT_COMPLETION was removed in 3.13: use reinit_completion(&x)") };
#define INIT_COMPLETION(x) ((void)__lockstep_init_completion, reinit_completion(&(x)))

#endif
