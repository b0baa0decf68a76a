// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
/* A module that is nothing at all. */
#include <linux/module.h>



MODULE_LICENSE("Dual MIT/GPL");
