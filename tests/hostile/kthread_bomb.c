// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 soft-lockup
// check: --executions 20
/* Each thread starts two more, as far as the kernel lets it, and ends. */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static atomic_t alive = ATOMIC_INIT(1);
static DECLARE_COMPLETION(all_done);

static void one_less(void)
{
	if (atomic_dec_and_test(&alive))
		complete(&all_done);
}

static int breed(void *unused)
{
	int i;

	for (i = 0; i < 2; i++) {
		atomic_inc(&alive);
		if (IS_ERR(kthread_run(breed, NULL, "breed")))
			one_less();
	}
	one_less();
	return 0;
}

static int __init hostile_init(void)
{
	if (IS_ERR(kthread_run(breed, NULL, "breed")))
		one_less();
	return 0;
}

static void __exit hostile_exit(void)
{
	wait_for_completion(&all_done);
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
