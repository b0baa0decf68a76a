// SPDX-License-Identifier: MIT OR Apache-2.0
/* What reference counts return and leave behind. */
#include <linux/kref.h>
#include <linux/module.h>

static refcount_t r = REFCOUNT_INIT(1);
static DEFINE_SPINLOCK(lock);
static DEFINE_MUTEX(mutex);

struct object {
	struct kref kref;
	int gone;
};

static struct object object;

static void release(struct kref *kref)
{
	container_of(kref, struct object, kref)->gone++;
}

static void counts(void)
{
	refcount_inc(&r);
	refcount_add(3, &r);
	WARN_ON(refcount_read(&r) != 5 || refcount_sub_and_test(3, &r));
	refcount_dec(&r);
	WARN_ON(refcount_read(&r) != 1 || !refcount_inc_not_zero(&r) || !refcount_add_not_zero(2, &r));
	WARN_ON(refcount_dec_if_one(&r) || !refcount_dec_not_one(&r) || refcount_read(&r) != 3);
	WARN_ON(refcount_dec_and_lock(&r, &lock) || refcount_dec_and_mutex_lock(&r, &mutex));
	WARN_ON(refcount_dec_not_one(&r) || !refcount_dec_and_test(&r));
	WARN_ON(refcount_inc_not_zero(&r) || refcount_read(&r) != 0);
	refcount_set(&r, 1);
	WARN_ON(!refcount_dec_and_lock(&r, &lock) || !spin_is_locked(&lock));
	spin_unlock(&lock);
	refcount_set(&r, 1);
	WARN_ON(!refcount_dec_if_one(&r));
}

static void references(void)
{
	kref_init(&object.kref);
	kref_get(&object.kref);
	WARN_ON(kref_read(&object.kref) != 2 || kref_put(&object.kref, release) || object.gone);
	WARN_ON(!kref_get_unless_zero(&object.kref) || kref_put(&object.kref, release));
	WARN_ON(!kref_put(&object.kref, release) || object.gone != 1);
	WARN_ON(kref_get_unless_zero(&object.kref));
}

static int __init test_init(void)
{
	counts();
	references();
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
