// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
/* A module without an init function. */
#include <linux/module.h>

static int unused __maybe_unused;

static void __exit hostile_exit(void)
{
}

module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
