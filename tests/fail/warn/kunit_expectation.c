// SPDX-License-Identifier: MIT OR Apache-2.0
/* A case of KUnit whose expectation does not hold in every interleaving. */
#include <kunit/test.h>

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/kthread.h>

static atomic_t sum;
static DECLARE_COMPLETION(ended);

static int add(void *data)
{
	atomic_set(&sum, atomic_read(&sum) + 1);
	complete(&ended);
	return 0;
}

static void two_add(struct kunit *test)
{
	atomic_set(&sum, 0);
	reinit_completion(&ended);
	kthread_run(add, NULL, "add");
	kthread_run(add, NULL, "add");
	wait_for_completion(&ended);
	wait_for_completion(&ended);
	KUNIT_EXPECT_EQ(test, atomic_read(&sum), 2); //~ ERROR warn
}

static struct kunit_case cases[] = {
	KUNIT_CASE(two_add),
	{}
};

static struct kunit_suite suite = {
	.name = "sums",
	.test_cases = cases,
};
kunit_test_suites(&suite);

MODULE_LICENSE("GPL");
