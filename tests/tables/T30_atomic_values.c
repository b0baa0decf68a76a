// SPDX-License-Identifier: MIT OR Apache-2.0
/* What the operations on an atomic_t leave. */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static atomic_t val = ATOMIC_INIT(0);
static int seen[6];

static int t1(void *unused)
{
	seen[0] = atomic_read(&val);
	atomic_set(&val, 4);
	seen[1] = atomic_read(&val);
	atomic_dec(&val);
	seen[2] = atomic_read(&val);
	atomic_inc(&val);
	seen[3] = atomic_read(&val);
	atomic_add(3, &val);
	seen[4] = atomic_read(&val);
	atomic_sub(2, &val);
	seen[5] = atomic_read(&val);
	return 0;
}

static int __init start(void)
{
	if (IS_ERR(kthread_run(t1, NULL, "t1")))
		return -ENOMEM;
	return 0;
}

static void __exit stop(void)
{
}

module_init(start);
module_exit(stop);

MODULE_LICENSE("Dual MIT/GPL");
