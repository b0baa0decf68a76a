// SPDX-License-Identifier: MIT OR Apache-2.0
/* One writer and one reader of a fifo need no lock. */
#include <linux/completion.h>
#include <linux/kfifo.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DEFINE_KFIFO(fifo, int, 8);
static DECLARE_COMPLETION(done);

static int put(void *unused)
{
	kfifo_put(&fifo, 1);
	complete(&done);
	return 0;
}

static int get(void *unused)
{
	int value = 1;

	if (!kfifo_is_empty(&fifo))
		WARN_ON(!kfifo_get(&fifo, &value));
	WARN_ON(value != 1);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(put, NULL, "put");
	kthread_run(get, NULL, "get");
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
