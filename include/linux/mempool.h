/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_MEMPOOL_H
#define _LOCKSTEP_LINUX_MEMPOOL_H

/*
 * Pools that keep `min_nr` elements back: who may sleep always gets one in the end, if all of them come back.
 */

#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

typedef void *(mempool_alloc_t)(gfp_t flags, void *data);
typedef void (mempool_free_t)(void *element, void *data);

typedef struct mempool_s {
	spinlock_t lock;
	int min_nr;
	int curr_nr;
	void **elements;
	void *pool_data;
	mempool_alloc_t *alloc;
	mempool_free_t *free;
	wait_queue_head_t wait;
} mempool_t;

static inline void mempool_exit(mempool_t *pool)
{
	while (pool->curr_nr)
		pool->free(pool->elements[--pool->curr_nr], pool->pool_data);
	kfree(pool->elements);
	pool->elements = NULL;
}

static inline int mempool_init(mempool_t *pool, int min_nr, mempool_alloc_t *alloc, mempool_free_t *release,
			       void *data)
{
	spin_lock_init(&pool->lock);
	init_waitqueue_head(&pool->wait);
	pool->min_nr = min_nr;
	pool->curr_nr = 0;
	pool->pool_data = data;
	pool->alloc = alloc;
	pool->free = release;
	pool->elements = kmalloc_array(min_nr, sizeof(void *), GFP_KERNEL);
	if (!pool->elements)
		return -ENOMEM;
	while (pool->curr_nr < min_nr) {
		void *element = alloc(GFP_KERNEL, data);

		if (!element) {
			mempool_exit(pool);
			return -ENOMEM;
		}
		pool->elements[pool->curr_nr++] = element;
	}
	return 0;
}

static inline mempool_t *mempool_create(int min_nr, mempool_alloc_t *alloc, mempool_free_t *release, void *data)
{
	mempool_t *pool = kzalloc(sizeof(*pool), GFP_KERNEL);

	if (pool && mempool_init(pool, min_nr, alloc, release, data)) {
		kfree(pool);
		pool = NULL;
	}
	return pool;
}

static inline void mempool_destroy(mempool_t *pool)
{
	if (!pool)
		return;
	mempool_exit(pool);
	kfree(pool);
}

static inline void *mempool_alloc(mempool_t *pool, gfp_t flags)
{
	gfp_t attempt = (flags | __GFP_NOMEMALLOC | __GFP_NORETRY | __GFP_NOWARN) & ~__GFP_DIRECT_RECLAIM;

	might_sleep_if(flags & __GFP_DIRECT_RECLAIM);
	for (;;) {
		unsigned long irq;
		void *element = pool->alloc(attempt, pool->pool_data);

		if (element)
			return element;
		spin_lock_irqsave(&pool->lock, irq);
		if (pool->curr_nr) {
			WRITE_ONCE(pool->curr_nr, pool->curr_nr - 1);
			element = pool->elements[pool->curr_nr];
		}
		spin_unlock_irqrestore(&pool->lock, irq);
		if (element || !(flags & __GFP_DIRECT_RECLAIM))
			return element;
		wait_event(pool->wait, READ_ONCE(pool->curr_nr) > 0);
	}
}

static inline void mempool_free(void *element, mempool_t *pool)
{
	unsigned long irq;

	if (!element)
		return;
	spin_lock_irqsave(&pool->lock, irq);
	if (pool->curr_nr < pool->min_nr) {
		pool->elements[pool->curr_nr] = element;
		WRITE_ONCE(pool->curr_nr, pool->curr_nr + 1);
		element = NULL;
	}
	spin_unlock_irqrestore(&pool->lock, irq);
	if (element)
		pool->free(element, pool->pool_data);
	else
		wake_up(&pool->wait);
}

static inline void *mempool_alloc_slab(gfp_t flags, void *cache)
{
	return kmem_cache_alloc(cache, flags);
}

static inline void mempool_free_slab(void *element, void *cache)
{
	kmem_cache_free(cache, element);
}

static inline void *mempool_kmalloc(gfp_t flags, void *size)
{
	return kmalloc((size_t)size, flags);
}

static inline void mempool_kfree(void *element, void *size)
{
	(void)size;
	kfree(element);
}

#define mempool_create_slab_pool(min_nr, cache)                                                              \
	mempool_create(min_nr, mempool_alloc_slab, mempool_free_slab, (void *)(cache))
#define mempool_create_kmalloc_pool(min_nr, size)                                                            \
	mempool_create(min_nr, mempool_kmalloc, mempool_kfree, (void *)(size_t)(size))
#define mempool_init_slab_pool(pool, min_nr, cache)                                                          \
	mempool_init(pool, min_nr, mempool_alloc_slab, mempool_free_slab, (void *)(cache))
#define mempool_init_kmalloc_pool(pool, min_nr, size)                                                        \
	mempool_init(pool, min_nr, mempool_kmalloc, mempool_kfree, (void *)(size_t)(size))

#endif
