// SPDX-License-Identifier: MIT OR Apache-2.0
/* Rows of bytes, and messages that are limited. */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/string.h>

static int __init test_init(void)
{
	char row[80];
	int passed = 0;

	hex_dump_to_buffer("0123456789abcdef", 16, 16, 1, row, sizeof(row), true);
	WARN_ON(strcmp(row, "30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef"));
	hex_dump_to_buffer("abcdefgh", 8, 16, 4, row, sizeof(row), false);
	WARN_ON(strcmp(row, "64636261 68676665"));
	print_hex_dump(KERN_INFO, "dump: ", DUMP_PREFIX_OFFSET, 16, 1, "hello", 5, true);
	for (int i = 0; i < 20; i++) {
		static DEFINE_RATELIMIT_STATE(state, 5 * HZ, 3);
		passed += __ratelimit(&state);
	}
	WARN_ON(passed != 3);
	for (int i = 0; i < 12; i++)
		pr_info_ratelimited("limited %d\n", i);
	trace_printk("nobody reads %d\n", 1);
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
