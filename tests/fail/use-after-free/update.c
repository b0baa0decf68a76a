// SPDX-License-Identifier: MIT OR Apache-2.0
/* One statement loads and stores in a freed object: one finding, whichever comes after kfree(). */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>

struct stats {
	long bytes;
};

static struct stats *stats;
static DECLARE_COMPLETION(done);

static int count(void *unused)
{
	struct stats *s = READ_ONCE(stats);

	if (s)
		s->bytes += 10; //~ ERROR use-after-free
	complete(&done);
	return 0;
}

static int drop(void *unused)
{
	struct stats *s = READ_ONCE(stats);

	WRITE_ONCE(stats, NULL);
	kfree(s);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	stats = kzalloc(sizeof(*stats), GFP_KERNEL);
	kthread_run(count, NULL, "count");
	kthread_run(drop, NULL, "drop");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
