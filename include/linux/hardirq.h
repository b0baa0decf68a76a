/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_HARDIRQ_H
#define _LOCKSTEP_LINUX_HARDIRQ_H

#include <linux/preempt.h>

extern void synchronize_irq(unsigned int irq);

#endif
