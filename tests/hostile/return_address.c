// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* A function overwrites its return address. */
#include <linux/module.h>

static noinline void smash(void)
{
	long *frame = __builtin_frame_address(0);

	frame[1] = 0x4141414141414141;
}

static void attack(void)
{
	smash();
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
