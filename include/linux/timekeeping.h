/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_TIMEKEEPING_H
#define _LOCKSTEP_LINUX_TIMEKEEPING_H

#include <linux/ktime.h>

#endif
