/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_SMP_H
#define _LOCKSTEP_LINUX_SMP_H

#include <linux/cpumask.h>
#include <linux/preempt.h>

/* The first complains where the answer may be out of date at once, that is where preemption is on. */
extern int smp_processor_id(void);
extern int raw_smp_processor_id(void);

#define get_cpu()                                                                                            \
	({                                                                                                   \
		preempt_disable();                                                                           \
		raw_smp_processor_id();                                                                      \
	})
#define put_cpu() preempt_enable()

#endif
