// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two bits of one word, set in one step each, and plain bits of another word. */
#include <linux/bitops.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_BITMAP(flags, 128);
static DECLARE_COMPLETION(done);

static int plain(void *unused)
{
	__set_bit(3, flags);
	set_bit(70, flags);
	complete(&done);
	return 0;
}

static int atomic(void *unused)
{
	set_bit(71, flags);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(plain, NULL, "plain");
	kthread_run(atomic, NULL, "atomic");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	WARN_ON(!test_bit(70, flags) || !test_bit(71, flags) || !test_bit(3, flags));
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
