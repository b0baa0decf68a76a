// SPDX-License-Identifier: MIT OR Apache-2.0
/* Both sides of the conflict are marked. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int value;
static DECLARE_COMPLETION(done);

static int writer(void *unused)
{
	WRITE_ONCE(value, 1);
	complete(&done);
	return 0;
}

static int reader(void *unused)
{
	pr_info("%d\n", READ_ONCE(value));
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
