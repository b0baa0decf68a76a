// SPDX-License-Identifier: MIT OR Apache-2.0
/* Objects are initialised again when nobody uses them. */
#include <linux/completion.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/timer.h>

static DEFINE_MUTEX(lock);
static DECLARE_COMPLETION(done);
static struct timer_list timer;

static void expired(struct timer_list *unused)
{
}

static int __init test_init(void)
{
	mutex_lock(&lock);
	mutex_unlock(&lock);
	mutex_init(&lock);
	complete(&done);
	wait_for_completion(&done);
	reinit_completion(&done);
	init_completion(&done);
	timer_setup(&timer, expired, 0);
	mod_timer(&timer, jiffies + 10);
	timer_delete_sync(&timer);
	timer_setup(&timer, expired, 0);
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
