// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Bits of a bitmap, each changed in one step. The forms with test_and_ return what the bit was. A bit's number may
 * be larger than a word is wide: bit 70 lies in the second word. clear_bit() orders nothing; where a bit guards
 * data, clear_bit_unlock() is the one to use. The forms with __ are for those who hold a lock: bitops_race_bug.c.
 *
 *     lockstep run examples/atomic/bitops.c
 *     lockstep check examples/atomic/bitops.c
 */
#include <linux/bitops.h>
#include <linux/module.h>
#include <linux/types.h>

static DECLARE_BITMAP(map, 128);

static int __init bitops_init(void)
{
	set_bit(0, map);
	set_bit(70, map);
	pr_info("bitops: words %#lx %#lx\n", map[0], map[1]);
	change_bit(1, map);
	clear_bit(0, map);
	pr_info("bitops: words %#lx %#lx\n", map[0], map[1]);

	pr_info("bitops: bit 5 was %d\n", test_and_set_bit(5, map));
	pr_info("bitops: bit 5 was %d\n", test_and_set_bit(5, map));
	pr_info("bitops: bit 5 was %d\n", test_and_clear_bit(5, map));
	pr_info("bitops: bit 5 was %d\n", test_and_change_bit(5, map));
	pr_info("bitops: bit 5 is %d, bit 70 is %d\n", test_bit(5, map), test_bit(70, map));

	__clear_bit(70, map);
	pr_info("bitops: words %#lx %#lx\n", map[0], map[1]);
	return 0;
}

static void __exit bitops_exit(void)
{
}

module_init(bitops_init);
module_exit(bitops_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Sets, clears and tests bits");
