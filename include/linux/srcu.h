/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_SRCU_H
#define _LOCKSTEP_LINUX_SRCU_H

#include <linux/rcupdate.h>
#include <linux/types.h>

#define LOCKSTEP_SRCU_MAGIC 0x534c0106u

struct srcu_struct {
	u32 magic;
	u32 id;
};

#define __SRCU_STRUCT_INIT(name) { .magic = LOCKSTEP_SRCU_MAGIC }
#define DEFINE_SRCU(name) struct srcu_struct name = __SRCU_STRUCT_INIT(name)
#define DEFINE_STATIC_SRCU(name) static struct srcu_struct name = __SRCU_STRUCT_INIT(name)

extern int __lockstep_init_srcu_struct(struct srcu_struct *srcu);
#define init_srcu_struct(srcu) __lockstep_init_srcu_struct(srcu)
extern void cleanup_srcu_struct(struct srcu_struct *srcu);

/* Readers may sleep. What the call returns goes to the one that leaves, in whatever context. */
extern int __must_check srcu_read_lock(struct srcu_struct *srcu);
extern void srcu_read_unlock(struct srcu_struct *srcu, int index);
#define srcu_read_lock_nmisafe(srcu) srcu_read_lock(srcu)
#define srcu_read_unlock_nmisafe(srcu, index) srcu_read_unlock(srcu, index)
#define srcu_down_read(srcu) srcu_read_lock(srcu)
#define srcu_up_read(srcu, index) srcu_read_unlock(srcu, index)
extern int srcu_read_lock_held(const struct srcu_struct *srcu);

extern void synchronize_srcu(struct srcu_struct *srcu);
extern void synchronize_srcu_expedited(struct srcu_struct *srcu);
extern void call_srcu(struct srcu_struct *srcu, struct rcu_head *head, rcu_callback_t callback);
extern void srcu_barrier(struct srcu_struct *srcu);
#define smp_mb__after_srcu_read_unlock() do { } while (0)

#define srcu_dereference_check(pointer, srcu, condition)                                                     \
	rcu_dereference_check(pointer, (condition) || srcu_read_lock_held(srcu))
#define srcu_dereference(pointer, srcu) srcu_dereference_check(pointer, srcu, 0)

#endif
