// SPDX-License-Identifier: MIT OR Apache-2.0
/* Nothing is copied. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/string.h>

static char bytes[8];
static DECLARE_COMPLETION(done);

static int first(void *unused)
{
	memset(bytes, 1, 8);
	complete(&done);
	return 0;
}

static int second(void *unused)
{
	memset(bytes + 4, 0, 0);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(first, NULL, "first");
	kthread_run(second, NULL, "second");
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
