// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Customers take a chair, and leave if there was none. barber_bug.c is the one that goes wrong.
 *
 *     lockstep check examples/bugs/barber.c
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
#define CHAIRS 2

static atomic_t waiting = ATOMIC_INIT(0);

static int customer(void *unused)
{
	if (atomic_add_unless(&waiting, 1, CHAIRS)) {
		BUG_ON(atomic_read(&waiting) > CHAIRS);
		atomic_dec(&waiting);
	}
	complete(&done);
	return 0;
}

static int __init barber_init(void)
{
	long i;

	for (i = 0; i < 3; i++) {
		if (IS_ERR(kthread_run(customer, (void *)i, "customer/%ld", i)))
			complete(&done);
	}
	return 0;
}

static void __exit barber_exit(void)
{
	int i;

	for (i = 0; i < 3; i++)
		wait_for_completion(&done);
}

module_init(barber_init);
module_exit(barber_exit);

MODULE_LICENSE("Dual MIT/GPL");
