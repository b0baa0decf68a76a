/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_WW_MUTEX_H
#define _LOCKSTEP_LINUX_WW_MUTEX_H

#include <asm/current.h>
#include <linux/atomic.h>
#include <linux/mutex.h>
#include <linux/types.h>

#define LOCKSTEP_WW_MUTEX_MAGIC 0x534c0108u

struct ww_class {
	atomic_long_t stamp;
	const char *acquire_name;
	const char *mutex_name;
	unsigned int is_wait_die;
};

/* One round of taking several mutexes of a class. The first to begin is the oldest. */
struct ww_acquire_ctx {
	struct task_struct *task;
	unsigned long stamp;
	unsigned int acquired;
	unsigned short wounded;
	unsigned short is_wait_die;
};

struct ww_mutex {
	u32 magic;
	u32 id;
	struct ww_acquire_ctx *ctx;
};

#define __WW_CLASS_INITIALIZER(name, wait_die)                                                               \
	{ .acquire_name = #name "_acquire", .mutex_name = #name "_mutex", .is_wait_die = (wait_die) }
#define DEFINE_WD_CLASS(name) struct ww_class name = __WW_CLASS_INITIALIZER(name, 1)
#define DEFINE_WW_CLASS(name) struct ww_class name = __WW_CLASS_INITIALIZER(name, 0)
#define __WW_MUTEX_INITIALIZER(name, class) { .magic = LOCKSTEP_WW_MUTEX_MAGIC }
#define DEFINE_WW_MUTEX(name, class) struct ww_mutex name = __WW_MUTEX_INITIALIZER(name, class)

extern void __lockstep_ww_mutex_init(struct ww_mutex *lock);
#define ww_mutex_init(lock, class) ((void)(class), __lockstep_ww_mutex_init(lock))
#define ww_mutex_destroy(lock) ((void)(lock))

static inline void ww_acquire_init(struct ww_acquire_ctx *ctx, struct ww_class *class)
{
	ctx->task = current;
	ctx->stamp = atomic_long_inc_return_relaxed(&class->stamp);
	ctx->acquired = 0;
	ctx->wounded = 0;
	ctx->is_wait_die = class->is_wait_die;
}

#define ww_acquire_done(ctx) ((void)(ctx))
#define ww_acquire_fini(ctx) ((void)(ctx))

/* -EDEADLK: give back all that the round has taken, wait for this one by ww_mutex_lock_slow(), and begin again. */
extern int ww_mutex_lock(struct ww_mutex *lock, struct ww_acquire_ctx *ctx);
extern int __must_check ww_mutex_lock_interruptible(struct ww_mutex *lock, struct ww_acquire_ctx *ctx);
#define ww_mutex_lock_slow(lock, ctx) ((void)ww_mutex_lock(lock, ctx))
#define ww_mutex_lock_slow_interruptible(lock, ctx) ww_mutex_lock_interruptible(lock, ctx)
extern int __must_check ww_mutex_trylock(struct ww_mutex *lock, struct ww_acquire_ctx *ctx);
extern void ww_mutex_unlock(struct ww_mutex *lock);
extern bool ww_mutex_is_locked(struct ww_mutex *lock);

#endif
