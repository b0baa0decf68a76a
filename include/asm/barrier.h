/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_ASM_BARRIER_H
#define _LOCKSTEP_ASM_BARRIER_H

#include <linux/compiler.h>
#include <lockstep/atomic.h>

extern void mb(void);
extern void rmb(void);
extern void wmb(void);
extern void smp_mb(void);
extern void smp_rmb(void);
extern void smp_wmb(void);
extern void smp_mb__before_atomic(void);
extern void smp_mb__after_atomic(void);

/* What has been read here, and what it published, is ordered before all that follows. */
extern void __lockstep_acquire(const volatile void *object);
/* All that stands before is ordered before the store to the object that comes next. */
extern void __lockstep_release(volatile void *object);

#define smp_load_acquire(pointer)                                                                            \
	({                                                                                                   \
		__typeof__(pointer) __lockstep_from = (pointer);                                             \
		__unqual_scalar_typeof(*__lockstep_from) __lockstep_loaded = READ_ONCE(*__lockstep_from);    \
		__lockstep_acquire(__lockstep_from);                                                         \
		__lockstep_loaded;                                                                           \
	})

#define smp_store_release(pointer, value)                                                                    \
	do {                                                                                                 \
		__typeof__(pointer) __lockstep_to = (pointer);                                               \
		__unqual_scalar_typeof(*__lockstep_to) __lockstep_stored = (value);                          \
		__lockstep_release(__lockstep_to);                                                           \
		WRITE_ONCE(*__lockstep_to, __lockstep_stored);                                               \
	} while (0)

#define smp_store_mb(variable, value)                                                                        \
	do {                                                                                                 \
		WRITE_ONCE(variable, value);                                                                 \
		smp_mb();                                                                                    \
	} while (0)

#define smp_cond_load_relaxed(pointer, condition)                                                            \
	({                                                                                                   \
		__typeof__(pointer) __lockstep_awaited = (pointer);                                          \
		__unqual_scalar_typeof(*__lockstep_awaited) VAL;                                             \
		for (;;) {                                                                                   \
			VAL = READ_ONCE(*__lockstep_awaited);                                                \
			if (condition)                                                                       \
				break;                                                                       \
			cpu_relax();                                                                         \
		}                                                                                            \
		VAL;                                                                                         \
	})

#define smp_cond_load_acquire(pointer, condition)                                                            \
	({                                                                                                   \
		__typeof__(pointer) __lockstep_acquired = (pointer);                                         \
		__unqual_scalar_typeof(*__lockstep_acquired) __lockstep_found =                              \
			smp_cond_load_relaxed(__lockstep_acquired, condition);                               \
		__lockstep_acquire(__lockstep_acquired);                                                     \
		__lockstep_found;                                                                            \
	})

#define smp_acquire__after_ctrl_dep() smp_rmb()
#define dma_rmb() rmb()
#define dma_wmb() wmb()
#define dma_mb() mb()

extern void cpu_relax(void);

#endif
