// SPDX-License-Identifier: MIT OR Apache-2.0
/* A message is written and then its flag, with a release that an acquire reads. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int message;
static int ready;
static DECLARE_COMPLETION(done);

static int writer(void *unused)
{
	message = 42;
	smp_store_release(&ready, 1);
	complete(&done);
	return 0;
}

static int reader(void *unused)
{
	if (smp_load_acquire(&ready))
		pr_info("%d\n", message);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(writer, NULL, "writer");
	kthread_run(reader, NULL, "reader");
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
