// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 misuse
/* A mutex, a completion and a timer that nobody initialised are used. */
#include <linux/completion.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/timer.h>

static struct mutex lock;
static struct completion done;
static struct timer_list timer;

static void attack(void)
{
	mutex_lock(&lock);
	mutex_unlock(&lock);
	complete(&done);
	mod_timer(&timer, jiffies + 1);
	timer_delete_sync(&timer);
}

static int __init hostile_init(void)
{
	attack();
	return 0;
}

static void __exit hostile_exit(void)
{
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
