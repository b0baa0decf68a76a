// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * container_of() goes from the address of a member back to the structure around it: the kernel's lists and trees hand
 * out members, and this is how one gets from there to the item.
 *
 *     lockstep run examples/list/container_of.c
 *     lockstep check examples/list/container_of.c
 */
#include <linux/container_of.h>
#include <linux/module.h>

struct record {
	char letter;
	int count;
	long total;
	char name[20];
	int limit;
};

static struct record first = { 'a', 50, 300, "LKS", 100 };

static void print_from(long *total)
{
	struct record *record = container_of(total, struct record, total);

	pr_info("%c:%d:%ld:%s:%d\n", record->letter, record->count, record->total, record->name, record->limit);
}

static int __init container_of_init(void)
{
	print_from(&first.total);
	return 0;
}

static void __exit container_of_exit(void)
{
}

module_init(container_of_init);
module_exit(container_of_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Finds a structure from its third member");
