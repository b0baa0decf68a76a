/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_PERCPU_COUNTER_H
#define _LOCKSTEP_LINUX_PERCPU_COUNTER_H

#include <linux/percpu.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/*
 * A count that each CPU changes in a part of its own, and takes over into the whole when its part is large. The whole is
 * off by less than the batch for each CPU; the sum is exact where nobody counts.
 */
struct percpu_counter {
	raw_spinlock_t lock;
	s64 count;
	s32 __percpu *counters;
};

#define percpu_counter_batch 32

#define percpu_counter_init(counter, value, flags)                                                           \
	({                                                                                                   \
		struct percpu_counter *__lockstep_counter = (counter);                                       \
		raw_spin_lock_init(&__lockstep_counter->lock);                                               \
		__lockstep_counter->count = (value);                                                         \
		__lockstep_counter->counters = alloc_percpu_gfp(s32, flags);                                 \
		__lockstep_counter->counters ? 0 : -12;                                                      \
	})

static inline void percpu_counter_destroy(struct percpu_counter *counter)
{
	if (counter->counters)
		free_percpu(counter->counters);
	counter->counters = NULL;
}

static inline void percpu_counter_add_batch(struct percpu_counter *counter, s64 amount, s32 batch)
{
	unsigned long flags;
	s64 part;

	local_irq_save(flags);
	part = READ_ONCE(*this_cpu_ptr(counter->counters)) + amount;
	if (part >= batch || part <= -batch) {
		raw_spin_lock(&counter->lock);
		WRITE_ONCE(counter->count, counter->count + part);
		WRITE_ONCE(*this_cpu_ptr(counter->counters), 0);
		raw_spin_unlock(&counter->lock);
	} else {
		WRITE_ONCE(*this_cpu_ptr(counter->counters), part);
	}
	local_irq_restore(flags);
}

static inline s64 __percpu_counter_sum(struct percpu_counter *counter)
{
	unsigned long flags;
	s64 sum;
	int cpu;

	raw_spin_lock_irqsave(&counter->lock, flags);
	sum = counter->count;
	for_each_online_cpu(cpu)
		sum += READ_ONCE(*per_cpu_ptr(counter->counters, cpu));
	raw_spin_unlock_irqrestore(&counter->lock, flags);
	return sum;
}

static inline void percpu_counter_set(struct percpu_counter *counter, s64 amount)
{
	unsigned long flags;
	int cpu;

	raw_spin_lock_irqsave(&counter->lock, flags);
	for_each_possible_cpu(cpu)
		WRITE_ONCE(*per_cpu_ptr(counter->counters, cpu), 0);
	WRITE_ONCE(counter->count, amount);
	raw_spin_unlock_irqrestore(&counter->lock, flags);
}

#define percpu_counter_add(counter, amount) percpu_counter_add_batch(counter, amount, percpu_counter_batch)
#define percpu_counter_sub(counter, amount) percpu_counter_add(counter, -(amount))
#define percpu_counter_inc(counter) percpu_counter_add(counter, 1)
#define percpu_counter_dec(counter) percpu_counter_add(counter, -1)
#define percpu_counter_sum(counter) __percpu_counter_sum(counter)
#define percpu_counter_read(counter) READ_ONCE((counter)->count)
#define percpu_counter_initialized(counter) ((counter)->counters != NULL)

static inline s64 percpu_counter_sum_positive(struct percpu_counter *counter)
{
	s64 sum = __percpu_counter_sum(counter);

	return sum < 0 ? 0 : sum;
}

static inline s64 percpu_counter_read_positive(struct percpu_counter *counter)
{
	s64 count = READ_ONCE(counter->count);

	return count < 0 ? 0 : count;
}

static inline int percpu_counter_compare(struct percpu_counter *counter, s64 other)
{
	s64 sum = __percpu_counter_sum(counter);

	return sum < other ? -1 : sum > other;
}

#endif
