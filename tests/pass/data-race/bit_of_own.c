// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two threads write to members of an array that are their own. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static struct {
	u8 flag;
	u8 count;
	u16 sum;
} own[2];
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	own[0].flag = 1;
	own[0].count++;
	own[0].sum += 3;
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	own[1].flag = 1;
	own[1].count++;
	own[1].sum += 3;
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(one, NULL, "one");
	kthread_run(other, NULL, "other");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	pr_info("%d\n", own[0].sum + own[1].sum);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
