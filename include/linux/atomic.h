/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_ATOMIC_H
#define _LOCKSTEP_LINUX_ATOMIC_H

#include <asm/barrier.h>
#include <linux/atomic/atomic32.h>
#include <linux/atomic/atomic64.h>
#include <linux/atomic/atomic_long.h>
#include <linux/atomic/xchg.h>
#include <linux/types.h>
#include <lockstep/atomic.h>

#endif
