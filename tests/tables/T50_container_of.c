// SPDX-License-Identifier: MIT OR Apache-2.0
/* From a pointer to the third member back to the structure. */
#include <linux/container_of.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/string.h>

struct record {
	char a;
	int b;
	long c;
	char text[4];
	int d;
};

static struct record record = { 'a', 50, 300, "LKS", 100 };
static int a, b, c, d, same;

static int t1(void *unused)
{
	long *member = &record.c;
	struct record *whole = container_of(member, struct record, c);

	a = whole->a;
	b = whole->b;
	c = whole->c;
	same = !strcmp(whole->text, "LKS");
	d = whole->d;
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
