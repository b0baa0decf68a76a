/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_NOTIFIER_H
#define _LOCKSTEP_LINUX_NOTIFIER_H

#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/srcu.h>

/*
 * Chains of functions that are told of events, those of higher priority first. An atomic chain is gone along by readers of
 * RCU, a blocking one under a semaphore, one of SRCU by its readers, and a raw one as its owner sees to it.
 */
struct notifier_block;
typedef int (*notifier_fn_t)(struct notifier_block *block, unsigned long action, void *data);

struct notifier_block {
	notifier_fn_t notifier_call;
	struct notifier_block __rcu *next;
	int priority;
};

struct atomic_notifier_head {
	spinlock_t lock;
	struct notifier_block __rcu *head;
};

struct blocking_notifier_head {
	struct rw_semaphore rwsem;
	struct notifier_block __rcu *head;
};

struct raw_notifier_head {
	struct notifier_block __rcu *head;
};

struct srcu_notifier_head {
	struct mutex mutex;
	struct srcu_struct srcu;
	struct notifier_block __rcu *head;
};

#define ATOMIC_NOTIFIER_INIT(name) { .lock = __SPIN_LOCK_UNLOCKED(name.lock) }
#define BLOCKING_NOTIFIER_INIT(name) { .rwsem = __RWSEM_INITIALIZER((name).rwsem) }
#define RAW_NOTIFIER_INIT(name) { }
#define SRCU_NOTIFIER_INIT(name, ...) { .mutex = __MUTEX_INITIALIZER(name.mutex), .srcu = __SRCU_STRUCT_INIT(name.srcu) }
#define ATOMIC_NOTIFIER_HEAD(name) struct atomic_notifier_head name = ATOMIC_NOTIFIER_INIT(name)
#define BLOCKING_NOTIFIER_HEAD(name) struct blocking_notifier_head name = BLOCKING_NOTIFIER_INIT(name)
#define RAW_NOTIFIER_HEAD(name) struct raw_notifier_head name = RAW_NOTIFIER_INIT(name)
#define SRCU_NOTIFIER_HEAD(name) struct srcu_notifier_head name = SRCU_NOTIFIER_INIT(name)
#define SRCU_NOTIFIER_HEAD_STATIC(name) static SRCU_NOTIFIER_HEAD(name)

#define ATOMIC_INIT_NOTIFIER_HEAD(name) (spin_lock_init(&(name)->lock), (void)((name)->head = NULL))
#define BLOCKING_INIT_NOTIFIER_HEAD(name)                                                                    \
	do {                                                                                                 \
		init_rwsem(&(name)->rwsem);                                                                  \
		(name)->head = NULL;                                                                         \
	} while (0)
#define RAW_INIT_NOTIFIER_HEAD(name) ((void)((name)->head = NULL))
#define srcu_init_notifier_head(name)                                                                        \
	do {                                                                                                 \
		mutex_init(&(name)->mutex);                                                                  \
		if (init_srcu_struct(&(name)->srcu) < 0)                                                     \
			BUG();                                                                               \
		(name)->head = NULL;                                                                         \
	} while (0)
#define srcu_cleanup_notifier_head(name) cleanup_srcu_struct(&(name)->srcu)

#define NOTIFY_DONE 0x0000
#define NOTIFY_OK 0x0001
#define NOTIFY_STOP_MASK 0x8000
#define NOTIFY_BAD (NOTIFY_STOP_MASK | 0x0002)
#define NOTIFY_STOP (NOTIFY_OK | NOTIFY_STOP_MASK)

static inline int notifier_from_errno(int error)
{
	return error ? NOTIFY_STOP_MASK | (NOTIFY_OK - error) : NOTIFY_OK;
}

static inline int notifier_to_errno(int result)
{
	result &= ~NOTIFY_STOP_MASK;
	return result > NOTIFY_OK ? NOTIFY_OK - result : 0;
}

static inline int __lockstep_notifier_add(struct notifier_block **link, struct notifier_block *block, bool unique)
{
	for (; *link; link = &(*link)->next) {
		if (*link == block)
			return -EEXIST;
		if (block->priority > (*link)->priority)
			break;
		if (block->priority == (*link)->priority && unique)
			return -EBUSY;
	}
	block->next = *link;
	rcu_assign_pointer(*link, block);
	return 0;
}

static inline int __lockstep_notifier_remove(struct notifier_block **link, struct notifier_block *block)
{
	for (; *link; link = &(*link)->next) {
		if (*link == block) {
			rcu_assign_pointer(*link, block->next);
			return 0;
		}
	}
	return -ENOENT;
}

static inline int __lockstep_notifier_call(struct notifier_block **head, unsigned long action, void *data)
{
	struct notifier_block *block = rcu_dereference_raw(*head);
	int result = NOTIFY_DONE;

	while (block) {
		struct notifier_block *next = rcu_dereference_raw(block->next);

		result = block->notifier_call(block, action, data);
		if (result & NOTIFY_STOP_MASK)
			break;
		block = next;
	}
	return result;
}

static inline int __lockstep_atomic_register(struct atomic_notifier_head *chain, struct notifier_block *block,
					     bool unique)
{
	unsigned long flags;
	int error;

	spin_lock_irqsave(&chain->lock, flags);
	error = __lockstep_notifier_add(&chain->head, block, unique);
	spin_unlock_irqrestore(&chain->lock, flags);
	return error;
}

#define atomic_notifier_chain_register(chain, block) __lockstep_atomic_register(chain, block, false)
#define atomic_notifier_chain_register_unique_prio(chain, block) __lockstep_atomic_register(chain, block, true)

static inline int atomic_notifier_chain_unregister(struct atomic_notifier_head *chain, struct notifier_block *block)
{
	unsigned long flags;
	int error;

	spin_lock_irqsave(&chain->lock, flags);
	error = __lockstep_notifier_remove(&chain->head, block);
	spin_unlock_irqrestore(&chain->lock, flags);
	synchronize_rcu();
	return error;
}

static inline int atomic_notifier_call_chain(struct atomic_notifier_head *chain, unsigned long action, void *data)
{
	int result;

	rcu_read_lock();
	result = __lockstep_notifier_call(&chain->head, action, data);
	rcu_read_unlock();
	return result;
}

static inline int __lockstep_blocking_register(struct blocking_notifier_head *chain, struct notifier_block *block,
					       bool unique)
{
	int error;

	down_write(&chain->rwsem);
	error = __lockstep_notifier_add(&chain->head, block, unique);
	up_write(&chain->rwsem);
	return error;
}

#define blocking_notifier_chain_register(chain, block) __lockstep_blocking_register(chain, block, false)
#define blocking_notifier_chain_register_unique_prio(chain, block) __lockstep_blocking_register(chain, block, true)

static inline int blocking_notifier_chain_unregister(struct blocking_notifier_head *chain,
						     struct notifier_block *block)
{
	int error;

	down_write(&chain->rwsem);
	error = __lockstep_notifier_remove(&chain->head, block);
	up_write(&chain->rwsem);
	return error;
}

static inline int blocking_notifier_call_chain(struct blocking_notifier_head *chain, unsigned long action,
					       void *data)
{
	int result = NOTIFY_DONE;

	if (rcu_access_pointer(chain->head)) {
		down_read(&chain->rwsem);
		result = __lockstep_notifier_call(&chain->head, action, data);
		up_read(&chain->rwsem);
	}
	return result;
}

#define raw_notifier_chain_register(chain, block) __lockstep_notifier_add(&(chain)->head, block, false)
#define raw_notifier_chain_unregister(chain, block) __lockstep_notifier_remove(&(chain)->head, block)
#define raw_notifier_call_chain(chain, action, data) __lockstep_notifier_call(&(chain)->head, action, data)

static inline int srcu_notifier_chain_register(struct srcu_notifier_head *chain, struct notifier_block *block)
{
	int error;

	mutex_lock(&chain->mutex);
	error = __lockstep_notifier_add(&chain->head, block, false);
	mutex_unlock(&chain->mutex);
	return error;
}

static inline int srcu_notifier_chain_unregister(struct srcu_notifier_head *chain, struct notifier_block *block)
{
	int error;

	mutex_lock(&chain->mutex);
	error = __lockstep_notifier_remove(&chain->head, block);
	mutex_unlock(&chain->mutex);
	synchronize_srcu(&chain->srcu);
	return error;
}

static inline int srcu_notifier_call_chain(struct srcu_notifier_head *chain, unsigned long action, void *data)
{
	int index = srcu_read_lock(&chain->srcu);
	int result = __lockstep_notifier_call(&chain->head, action, data);

	srcu_read_unlock(&chain->srcu, index);
	return result;
}

#endif
