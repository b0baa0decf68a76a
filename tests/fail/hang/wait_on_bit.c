// SPDX-License-Identifier: MIT OR Apache-2.0
/* A bit is given back without a wake-up. */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/wait_bit.h>

#define BUSY 0

static unsigned long state;
static DECLARE_COMPLETION(done);

static int use(void *unused)
{
	wait_on_bit(&state, BUSY, TASK_UNINTERRUPTIBLE); //~ ERROR hang
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	set_bit(BUSY, &state);
	return PTR_ERR_OR_ZERO(kthread_run(use, NULL, "user"));
}

static void __exit test_exit(void)
{
	clear_bit(BUSY, &state);
	wait_for_completion(&done); //~ ERROR hang
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
