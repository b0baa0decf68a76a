/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_SEQLOCK_H
#define _LOCKSTEP_LINUX_SEQLOCK_H

/*
 * A counter that is odd while a writer writes; a reader reads again if the counter was odd or has changed. All of it
 * is marked accesses and barriers. What is read and written in between counts as marked.
 */

#include <asm/barrier.h>
#include <asm/processor.h>
#include <linux/lockdep.h>
#include <linux/spinlock.h>
#include <linux/types.h>

typedef struct seqcount {
	unsigned int sequence;
} seqcount_t;

typedef struct {
	seqcount_t seqcount;
	spinlock_t lock;
} seqlock_t;

extern void __lockstep_seq_read_begin(void);
extern void __lockstep_seq_read_end(void);
extern void __lockstep_seq_write_begin(void);
extern void __lockstep_seq_write_end(void);

#define SEQCNT_ZERO(name) { .sequence = 0 }
#define seqcount_init(s) WRITE_ONCE((s)->sequence, 0)

#define __read_seqcount_begin(s)                                                                             \
	({                                                                                                   \
		const seqcount_t *__lockstep_count = (s);                                                    \
		unsigned int __lockstep_start;                                                               \
		while ((__lockstep_start = READ_ONCE(__lockstep_count->sequence)) & 1)                       \
			cpu_relax();                                                                         \
		__lockstep_seq_read_begin();                                                                 \
		__lockstep_start;                                                                            \
	})

#define raw_read_seqcount_begin(s)                                                                           \
	({                                                                                                   \
		unsigned int __lockstep_begun = __read_seqcount_begin(s);                                    \
		smp_rmb();                                                                                   \
		__lockstep_begun;                                                                            \
	})
#define read_seqcount_begin(s) raw_read_seqcount_begin(s)

#define raw_read_seqcount(s)                                                                                 \
	({                                                                                                   \
		unsigned int __lockstep_begun = READ_ONCE((s)->sequence);                                    \
		__lockstep_seq_read_begin();                                                                 \
		smp_rmb();                                                                                   \
		__lockstep_begun;                                                                            \
	})
/* Does not wait for a writer: the retry fails if there is one. */
#define raw_seqcount_begin(s) (raw_read_seqcount(s) & ~1u)

#define __read_seqcount_retry(s, start)                                                                      \
	({                                                                                                   \
		__lockstep_seq_read_end();                                                                   \
		unlikely(READ_ONCE((s)->sequence) != (start));                                               \
	})
#define read_seqcount_retry(s, start)                                                                        \
	({                                                                                                   \
		smp_rmb();                                                                                   \
		__read_seqcount_retry(s, start);                                                             \
	})

#define raw_write_seqcount_begin(s)                                                                          \
	do {                                                                                                 \
		seqcount_t *__lockstep_written = (s);                                                        \
		WRITE_ONCE(__lockstep_written->sequence, __lockstep_written->sequence + 1);                  \
		smp_wmb();                                                                                   \
		__lockstep_seq_write_begin();                                                                \
	} while (0)
#define raw_write_seqcount_end(s)                                                                            \
	do {                                                                                                 \
		seqcount_t *__lockstep_written = (s);                                                        \
		__lockstep_seq_write_end();                                                                  \
		smp_wmb();                                                                                   \
		WRITE_ONCE(__lockstep_written->sequence, __lockstep_written->sequence + 1);                  \
	} while (0)
/* Writers exclude each other, and must not be preempted while readers wait for them. */
#define write_seqcount_begin(s)                                                                              \
	do {                                                                                                 \
		lockdep_assert_preemption_disabled();                                                        \
		raw_write_seqcount_begin(s);                                                                 \
	} while (0)
#define write_seqcount_begin_nested(s, subclass) ((void)(subclass), ({ write_seqcount_begin(s); }))
#define write_seqcount_end(s) raw_write_seqcount_end(s)
#define write_seqcount_invalidate(s)                                                                         \
	do {                                                                                                 \
		seqcount_t *__lockstep_written = (s);                                                        \
		smp_wmb();                                                                                   \
		WRITE_ONCE(__lockstep_written->sequence, __lockstep_written->sequence + 2);                  \
	} while (0)

/* Counters whose writers keep each other out by a lock of their own, which is named for the checks of Linux. */
typedef seqcount_t seqcount_raw_spinlock_t;
typedef seqcount_t seqcount_spinlock_t;
typedef seqcount_t seqcount_rwlock_t;
#define SEQCNT_RAW_SPINLOCK_ZERO(name, lock) SEQCNT_ZERO(name)
#define SEQCNT_SPINLOCK_ZERO(name, lock) SEQCNT_ZERO(name)
#define SEQCNT_RWLOCK_ZERO(name, lock) SEQCNT_ZERO(name)
#define seqcount_raw_spinlock_init(s, lock) ((void)(lock), ({ seqcount_init(s); }))
#define seqcount_spinlock_init(s, lock) ((void)(lock), ({ seqcount_init(s); }))
#define seqcount_rwlock_init(s, lock) ((void)(lock), ({ seqcount_init(s); }))

#define __SEQLOCK_UNLOCKED(name)                                                                             \
	{ .seqcount = SEQCNT_ZERO(name.seqcount), .lock = __SPIN_LOCK_INITIALIZER(name.lock) }
#define DEFINE_SEQLOCK(name) seqlock_t name = __SEQLOCK_UNLOCKED(name)
#define seqlock_init(sl)                                                                                     \
	do {                                                                                                 \
		seqlock_t *__lockstep_made = (sl);                                                           \
		spin_lock_init(&__lockstep_made->lock);                                                      \
		seqcount_init(&__lockstep_made->seqcount);                                                   \
	} while (0)

#define read_seqbegin(sl) read_seqcount_begin(&(sl)->seqcount)
#define read_seqretry(sl, start) read_seqcount_retry(&(sl)->seqcount, start)

#define write_seqlock(sl)                                                                                    \
	do {                                                                                                 \
		seqlock_t *__lockstep_locked = (sl);                                                         \
		spin_lock(&__lockstep_locked->lock);                                                         \
		raw_write_seqcount_begin(&__lockstep_locked->seqcount);                                      \
	} while (0)
#define write_sequnlock(sl)                                                                                  \
	do {                                                                                                 \
		seqlock_t *__lockstep_locked = (sl);                                                         \
		raw_write_seqcount_end(&__lockstep_locked->seqcount);                                        \
		spin_unlock(&__lockstep_locked->lock);                                                       \
	} while (0)

#define write_seqlock_bh(sl)                                                                                 \
	do {                                                                                                 \
		seqlock_t *__lockstep_locked = (sl);                                                         \
		spin_lock_bh(&__lockstep_locked->lock);                                                      \
		raw_write_seqcount_begin(&__lockstep_locked->seqcount);                                      \
	} while (0)
#define write_sequnlock_bh(sl)                                                                               \
	do {                                                                                                 \
		seqlock_t *__lockstep_locked = (sl);                                                         \
		raw_write_seqcount_end(&__lockstep_locked->seqcount);                                        \
		spin_unlock_bh(&__lockstep_locked->lock);                                                    \
	} while (0)

#define write_seqlock_irq(sl)                                                                                \
	do {                                                                                                 \
		seqlock_t *__lockstep_locked = (sl);                                                         \
		spin_lock_irq(&__lockstep_locked->lock);                                                     \
		raw_write_seqcount_begin(&__lockstep_locked->seqcount);                                      \
	} while (0)
#define write_sequnlock_irq(sl)                                                                              \
	do {                                                                                                 \
		seqlock_t *__lockstep_locked = (sl);                                                         \
		raw_write_seqcount_end(&__lockstep_locked->seqcount);                                        \
		spin_unlock_irq(&__lockstep_locked->lock);                                                   \
	} while (0)

#define write_seqlock_irqsave(sl, flags)                                                                     \
	do {                                                                                                 \
		seqlock_t *__lockstep_locked = (sl);                                                         \
		spin_lock_irqsave(&__lockstep_locked->lock, flags);                                          \
		raw_write_seqcount_begin(&__lockstep_locked->seqcount);                                      \
	} while (0)
#define write_sequnlock_irqrestore(sl, flags)                                                                \
	do {                                                                                                 \
		seqlock_t *__lockstep_locked = (sl);                                                         \
		raw_write_seqcount_end(&__lockstep_locked->seqcount);                                        \
		spin_unlock_irqrestore(&__lockstep_locked->lock, flags);                                     \
	} while (0)

/* A reader that keeps writers and other such readers out, and disturbs no reader that retries. */
#define read_seqlock_excl(sl) spin_lock(&(sl)->lock)
#define read_sequnlock_excl(sl) spin_unlock(&(sl)->lock)
#define read_seqlock_excl_bh(sl) spin_lock_bh(&(sl)->lock)
#define read_sequnlock_excl_bh(sl) spin_unlock_bh(&(sl)->lock)
#define read_seqlock_excl_irq(sl) spin_lock_irq(&(sl)->lock)
#define read_sequnlock_excl_irq(sl) spin_unlock_irq(&(sl)->lock)
#define read_seqlock_excl_irqsave(sl, flags) spin_lock_irqsave(&(sl)->lock, flags)
#define read_sequnlock_excl_irqrestore(sl, flags) spin_unlock_irqrestore(&(sl)->lock, flags)

/* The first time with an even number, without the lock; the second time with an odd one, with it. */
#define read_seqbegin_or_lock(sl, seq)                                                                       \
	do {                                                                                                 \
		if (!(*(seq) & 1))                                                                           \
			*(seq) = read_seqbegin(sl);                                                          \
		else                                                                                         \
			read_seqlock_excl(sl);                                                               \
	} while (0)
#define need_seqretry(sl, seq) (!((seq) & 1) && read_seqretry(sl, seq))
#define done_seqretry(sl, seq)                                                                               \
	do {                                                                                                 \
		if ((seq) & 1)                                                                               \
			read_sequnlock_excl(sl);                                                             \
	} while (0)

#endif
