// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 misuse
/* A structure is copied with the lock in it, and the copy is locked. */
#include <linux/module.h>
#include <linux/spinlock.h>

struct box {
	spinlock_t lock;
	int value;
};

static struct box one, other;

static void attack(void)
{
	spin_lock_init(&one.lock);
	memcpy(&other, &one, sizeof(one));
	spin_lock(&other.lock);
	other.value++;
	spin_unlock(&other.lock);
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
