// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two writers of a fifo without a lock. */
#include <linux/completion.h>
#include <linux/kfifo.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DEFINE_KFIFO(fifo, int, 8);
static DECLARE_COMPLETION(done);

static int put(void *unused)
{
	kfifo_put(&fifo, 1); //~ ERROR data-race
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(put, NULL, "put");
	kthread_run(put, NULL, "put");
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
