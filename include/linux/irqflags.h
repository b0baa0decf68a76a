/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_IRQFLAGS_H
#define _LOCKSTEP_LINUX_IRQFLAGS_H

#include <linux/typecheck.h>
#include <linux/types.h>

extern void _local_irq_disable(void);
extern void _local_irq_enable(void);
extern unsigned long _local_irq_save(void);
extern void _local_irq_restore(unsigned long flags);
extern int irqs_disabled(void);

#define local_irq_disable() _local_irq_disable()
#define local_irq_enable() _local_irq_enable()
#define local_irq_save(flags)                                                                                \
	do {                                                                                                 \
		(void)typecheck(unsigned long, flags);                                                       \
		flags = _local_irq_save();                                                                   \
	} while (0)
#define local_irq_restore(flags)                                                                             \
	do {                                                                                                 \
		(void)typecheck(unsigned long, flags);                                                       \
		_local_irq_restore(flags);                                                                   \
	} while (0)

#endif
