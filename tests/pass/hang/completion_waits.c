// SPDX-License-Identifier: MIT OR Apache-2.0
/* Every way to wait for a completion that comes, and what each returns. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static struct completion done;
static DECLARE_COMPLETION(never);

static int worker(void *unused)
{
	complete_all(&done);
	return 0;
}

static int __init test_init(void)
{
	init_completion(&done);
	kthread_run(worker, NULL, "worker");
	return 0;
}

static void __exit test_exit(void)
{
	DECLARE_COMPLETION_ONSTACK(own);

	wait_for_completion(&done);
	wait_for_completion_io(&done);
	BUG_ON(wait_for_completion_interruptible(&done) || wait_for_completion_killable(&done));
	BUG_ON(wait_for_completion_timeout(&done, 5) != 5);
	BUG_ON(wait_for_completion_interruptible_timeout(&done, 5) != 5);
	BUG_ON(wait_for_completion_killable_timeout(&done, 5) != 5);
	BUG_ON(wait_for_completion_interruptible_timeout(&never, 2) != 0);
	complete(&own);
	BUG_ON(!try_wait_for_completion(&own) || try_wait_for_completion(&own));
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
