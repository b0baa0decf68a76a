/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_PREEMPT_H
#define _LOCKSTEP_LINUX_PREEMPT_H

/*
 * What may happen to the code that asks is one number, which the machine keeps for each CPU:
 * bits 0..7 count disabled preemption, 8..15 softirqs (bit 8: one is running), 16..19 hardirqs.
 */

#define PREEMPT_MASK 0x000000ff
#define SOFTIRQ_MASK 0x0000ff00
#define HARDIRQ_MASK 0x000f0000
#define NMI_MASK 0x00f00000
#define PREEMPT_OFFSET 0x00000001
#define SOFTIRQ_OFFSET 0x00000100
#define HARDIRQ_OFFSET 0x00010000
#define NMI_OFFSET 0x00100000

extern int preempt_count(void);
extern void preempt_disable(void);
extern void preempt_enable(void);
extern void migrate_disable(void);
extern void migrate_enable(void);

#define preempt_enable_no_resched() preempt_enable()
#define preemptible() (preempt_count() == 0 && !irqs_disabled())

#define nmi_count() (preempt_count() & NMI_MASK)
#define hardirq_count() (preempt_count() & HARDIRQ_MASK)
#define softirq_count() (preempt_count() & SOFTIRQ_MASK)
#define irq_count() (preempt_count() & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_MASK))

#define in_nmi() (nmi_count() != 0)
#define in_hardirq() (hardirq_count() != 0)
#define in_irq() (hardirq_count() != 0)
#define in_softirq() (softirq_count() != 0)
#define in_serving_softirq() ((softirq_count() & SOFTIRQ_OFFSET) != 0)
#define in_task() ((preempt_count() & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_OFFSET)) == 0)
#define in_interrupt() (irq_count() != 0)
#define in_atomic() (preempt_count() != 0)

extern int irqs_disabled(void);

#endif
