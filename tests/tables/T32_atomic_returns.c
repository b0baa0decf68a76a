// SPDX-License-Identifier: MIT OR Apache-2.0
/* What the operations on an atomic_t return. */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static atomic_t val = ATOMIC_INIT(0);
static int got[5];

static int t1(void *unused)
{
	atomic_set(&val, 4);
	got[0] = atomic_read(&val);
	got[1] = atomic_add_return(3, &val);
	got[2] = atomic_sub_return(2, &val);
	got[3] = atomic_inc_return(&val);
	got[4] = atomic_dec_return(&val);
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
