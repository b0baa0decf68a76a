// SPDX-License-Identifier: MIT OR Apache-2.0
/* A starter waits until the work is done. */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
static int result;
static int seen;

static int starter(void *unused)
{
	wait_for_completion(&done);
	seen = result;
	return 0;
}

static int worker(void *unused)
{
	result = 42;
	complete(&done);
	return 0;
}

static int __init start(void)
{
	if (IS_ERR(kthread_run(starter, NULL, "starter")))
		return -ENOMEM;
	if (IS_ERR(kthread_run(worker, NULL, "worker")))
		return -ENOMEM;
	return 0;
}

static void __exit stop(void)
{
}

module_init(start);
module_exit(stop);

MODULE_LICENSE("Dual MIT/GPL");
