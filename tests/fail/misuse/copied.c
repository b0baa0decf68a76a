// SPDX-License-Identifier: MIT OR Apache-2.0
/* A structure is copied with the lock in it. */
#include <linux/module.h>
#include <linux/spinlock.h>

struct account {
	spinlock_t lock;
	int balance;
};

static struct account template = { .lock = __SPIN_LOCK_UNLOCKED(template.lock), .balance = 100 };
static struct account mine;

static void attempt(void)
{
	mine = template;
	spin_lock(&template.lock);
	spin_unlock(&template.lock);
	mine = template;
	spin_lock(&mine.lock); //~ ERROR misuse
	mine.balance--;
	spin_unlock(&mine.lock); //~ ERROR misuse
}

static int __init test_init(void)
{
	attempt();
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
