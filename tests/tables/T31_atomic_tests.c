// SPDX-License-Identifier: MIT OR Apache-2.0
/* What the tests of an atomic_t say. */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static atomic_t val = ATOMIC_INIT(0);
static int says[6];

static int t1(void *unused)
{
	atomic_set(&val, 4);
	says[0] = atomic_sub_and_test(4, &val);
	says[1] = atomic_add_negative(-1, &val);
	says[2] = atomic_inc_and_test(&val);
	says[3] = atomic_inc_and_test(&val);
	says[4] = atomic_dec_and_test(&val);
	says[5] = atomic_dec_and_test(&val);
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
